package person_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/person"
)

// sample is one value of each type, with every text that would give it away.
type sample struct {
	value   any
	secrets []string
	zero    any
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		require.NoError(t, err)
		return v
	}
}

func day(t testing.TB, text string) person.Date {
	t.Helper()
	return must[person.Date](t)(person.ParseDate(text))
}

func samples(t testing.TB) map[string]sample {
	t.Helper()
	snils := must[person.SNILS](t)(person.ParseSNILS("12345678964"))
	inn := must[person.INN](t)(person.ParseINN("500100732259"))
	ogrn := must[person.OGRN](t)(person.ParseOGRN("1027739244741"))
	ogrnip := must[person.OGRNIP](t)(person.ParseOGRNIP("304500116000157"))
	kpp := must[person.KPP](t)(person.ParseKPP("773642301"))
	enp := must[person.ENP](t)(person.ParseENP("1654321098765438"))
	oldOMS := must[person.OldOMS](t)(person.ParseOldOMS("123456 7890123456"))
	passport := must[person.Passport](t)(person.ParsePassport("4502573482"))
	foreign := must[person.ForeignPassport](t)(person.ParseForeignPassport("537654321"))
	permit := must[person.ResidencePermit](t)(person.ParseResidencePermit("821234567"))
	licence := must[person.DriverLicence](t)(person.ParseDriverLicence("02АВ123456"))
	division := must[person.DivisionCode](t)(person.ParseDivisionCode("773045"))
	phone := must[person.Phone](t)(person.ParsePhone("89991234567"))
	email := must[person.Email](t)(person.ParseEmail("Ivan.Petrov@example.org"))
	postcode := must[person.Postcode](t)(person.ParsePostcode("115035"))
	tracking := must[person.TrackingNumber](t)(person.ParseTrackingNumber("RB167995284IT"))
	name := must[person.Name](t)(person.ParseName("Иванов"))
	date := day(t, "10.05.2006")
	sex := must[person.Sex](t)(person.ParseSex("жен."))
	full := must[person.FullName](t)(person.ParseFullName("Мамин-Сибиряк", "Дмитрий", "Наркисович"))
	byPhone := must[person.Contact](t)(person.ParsePhoneOrEmail("+79991234567"))
	byEmail := must[person.Contact](t)(person.ParsePhoneOrEmail("Ivan.Petrov@example.org"))
	document := must[person.PassportDocument](t)(person.ParsePassportDocument(passportForm(), day(t, "01.01.2026")))
	address := must[person.Address](t)(person.ParseAddress(addressForm()))
	return map[string]sample{
		"snils":     {snils, []string{"12345678964", "123-456-789", "12345"}, &person.SNILS{}},
		"inn":       {inn, []string{"500100732259", "50010073"}, &person.INN{}},
		"ogrn":      {ogrn, []string{"1027739244741", "102773924"}, &person.OGRN{}},
		"ogrnip":    {ogrnip, []string{"304500116000157", "304500116"}, &person.OGRNIP{}},
		"kpp":       {kpp, []string{"773642301", "773642"}, &person.KPP{}},
		"enp":       {enp, []string{"1654321098765438", "1654 3210", "654321"}, &person.ENP{}},
		"oldOMS":    {oldOMS, []string{"1234567890123456", "123456"}, &person.OldOMS{}},
		"passport":  {passport, []string{"4502573482", "573482", "45 02"}, &person.Passport{}},
		"foreign":   {foreign, []string{"537654321", "7654321", "53 "}, &person.ForeignPassport{}},
		"permit":    {permit, []string{"821234567", "1234567", "82 "}, &person.ResidencePermit{}},
		"licence":   {licence, []string{"02АВ123456", "123456", "АВ"}, &person.DriverLicence{}},
		"division":  {division, []string{"773-045", "773045", "773"}, &person.DivisionCode{}},
		"phone":     {phone, []string{"+79991234567", "9991234567", "999 123", "99912345"}, &person.Phone{}},
		"email":     {email, []string{"Ivan.Petrov", "van.", "Petrov"}, &person.Email{}},
		"postcode":  {postcode, []string{"115035", "115"}, &person.Postcode{}},
		"tracking":  {tracking, []string{"RB167995284IT", "1679952", "RB"}, &person.TrackingNumber{}},
		"name":      {name, []string{"Иванов", "ванов"}, &person.Name{}},
		"date":      {date, []string{"2006-05-10", "10.05", "05-10"}, &person.Date{}},
		"sex":       {sex, []string{"female", "жен"}, &person.Sex{}},
		"full name": {full, []string{"Сибиряк", "Дмитрий", "Наркисович"}, &person.FullName{}},
		"by phone":  {byPhone, []string{"+79991234567", "9991234567", "999 123"}, &person.Contact{}},
		"by email":  {byEmail, []string{"Ivan.Petrov", "Petrov"}, &person.Contact{}},
		"document": {
			document,
			[]string{"4502573482", "573482", "2020-06-01", "01.06", "Арбат", "773", "Москва"},
			&person.PassportDocument{},
		},
		"address": {address, []string{"115035", "Ордынка", "16А", "5/2"}, &person.Address{}},
	}
}

func passportForm() person.PassportForm {
	return person.PassportForm{
		Number: "45 02 573482", IssuedOn: "01.06.2020", Issuer: "ОВД  района Арбат г. Москвы",
		DivisionCode: "773-045", Birthplace: "г. Москва",
	}
}

func addressForm() person.AddressForm {
	return person.AddressForm{
		Postcode: "115 035", Region: " Москва ", Street: "ул. Большая  Ордынка", House: "5/2",
		Building: "1", Structure: "2", Flat: "16А",
	}
}
