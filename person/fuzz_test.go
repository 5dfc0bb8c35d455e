package person_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// fuzz feeds a parser the vectors of its kinds and whatever grows out of them. It checks that a refusal
// is a fault without value, and that an accepted value reads back as itself from its canonical text and
// from its spelling for people.
func fuzz[T interface {
	value
	comparable
}](f *testing.F, parse func(string) (T, error), kinds string, seeds ...string,
) {
	for _, seed := range append(seeds, "", " ", "１２３", "\xff", "\u202e", strings.Repeat("9", 300)) {
		f.Add(seed)
	}
	if kinds != "" {
		for _, row := range vectors(f, kinds) {
			f.Add(row.value)
		}
	}
	f.Fuzz(func(t *testing.T, input string) {
		got, err := parse(input)
		if err != nil {
			require.ErrorIs(t, err, fault.Refused)
			require.Len(t, fault.All(err), 1)
			assert.True(t, got.IsZero())
			return
		}
		assert.False(t, got.IsZero())
		for _, again := range []string{got.Reveal(), got.Format()} {
			read, err := parse(again)
			require.NoError(t, err, "%q", again)
			assert.True(t, got == read, "%q", again)
		}
		assert.NotEqual(t, got.Reveal(), got.Masked())
		assert.NotEqual(t, got.Format(), got.Masked())
	})
}

func FuzzParseSNILS(f *testing.F)          { fuzz(f, person.ParseSNILS, "snils", "123-456-789 64") }
func FuzzParseINN(f *testing.F)            { fuzz(f, person.ParseINN, "inn1?") }
func FuzzParseOGRN(f *testing.F)           { fuzz(f, person.ParseOGRN, "ogrn") }
func FuzzParseOGRNIP(f *testing.F)         { fuzz(f, person.ParseOGRNIP, "ogrnip") }
func FuzzParseKPP(f *testing.F)            { fuzz(f, person.ParseKPP, "kpp") }
func FuzzParseTrackingNumber(f *testing.F) { fuzz(f, person.ParseTrackingNumber, "s10") }
func FuzzParseENP(f *testing.F)            { fuzz(f, person.ParseENP, "enp") }
func FuzzParseOldOMS(f *testing.F)         { fuzz(f, person.ParseOldOMS, "oms_old") }
func FuzzParsePassport(f *testing.F) {
	fuzz(f, person.ParsePassport, "passport_rf")
}

func FuzzParseForeignPassport(f *testing.F) {
	fuzz(f, person.ParseForeignPassport, "passport_foreign")
}

func FuzzParseResidencePermit(f *testing.F) {
	fuzz(f, person.ParseResidencePermit, "passport_foreign")
}

func FuzzParseDivisionCode(f *testing.F) {
	fuzz(f, person.ParseDivisionCode, "division_code")
}

func FuzzParseDriverLicence(f *testing.F) {
	fuzz(f, person.ParseDriverLicence, "driver_licence")
}

func FuzzParsePostcode(f *testing.F) { fuzz(f, person.ParsePostcode, "postal_index") }

func FuzzParseName(f *testing.F) {
	fuzz(f, person.ParseName, "name_ru", "Д’Артаньян (мл.)", "Людовик IV", "Müller", "Иван - IV", "Е\u0308л")
}

func FuzzParseDate(f *testing.F) {
	fuzz(f, person.ParseDate, "", "09.05.1990", "2024-02-29", "31.02.2024")
}

func FuzzParseSex(f *testing.F) { fuzz(f, person.ParseSex, "", "муж.", "female", "Ж") }

func FuzzParsePhone(f *testing.F) {
	fuzz(f, person.ParsePhone, "phone", "+1 201 555 0123", "(+7) 912 345 67 89", "+80012345678", "+390236618300")
}

func FuzzParsePhoneOrEmail(f *testing.F) {
	fuzz(f, person.ParsePhoneOrEmail, "phone", "a@b.co", `"a b"@пример.рф`)
}

func FuzzParseEmail(f *testing.F) {
	seeds := []string{"a.b+c@Example.org", `"a\"b"@b.co`, "a@пример.рф", "A <a@b.co>", "a@[1.2.3.4]", `"\a"@b.co`}
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		got, err := person.ParseEmail(input)
		if err != nil {
			require.ErrorIs(t, err, fault.Refused)
			return
		}
		sameAsTheStandardLibrary(t, got.Reveal())
		again, err := person.ParseEmail(got.Reveal())
		require.NoError(t, err)
		assert.True(t, got == again)
		assert.NotEqual(t, got.Reveal(), got.Masked())
	})
}

func FuzzParseFullName(f *testing.F) {
	f.Add("Мамин-Сибиряк", "Дмитрий", "Наркисович")
	f.Add("Иванoв", "Иван1", "-")
	f.Fuzz(func(t *testing.T, family, given, patronymic string) {
		got, err := person.ParseFullName(family, given, patronymic)
		if err != nil {
			require.ErrorIs(t, err, fault.Refused)
			assert.True(t, got.IsZero())
			return
		}
		again, err := person.ParseFullName(got.Family().Reveal(), got.Given().Reveal(), got.Patronymic().Reveal())
		require.NoError(t, err)
		assert.True(t, got == again)
	})
}

func FuzzParsePassportDocument(f *testing.F) {
	f.Add("4502 573482", "01.06.2020", "ОВД", "773-045", "г. Москва")
	f.Add("", "", "", "", "")
	today := day(f, "2026-01-01")
	f.Fuzz(func(t *testing.T, number, issuedOn, issuer, code, birthplace string) {
		form := person.PassportForm{
			Number: number, IssuedOn: issuedOn, Issuer: issuer, DivisionCode: code, Birthplace: birthplace,
		}
		got, err := person.ParsePassportDocument(form, today)
		if err != nil {
			require.ErrorIs(t, err, fault.Refused)
			assert.True(t, got.IsZero())
			return
		}
		again, err := person.ParsePassportDocument(got.Reveal(), today)
		require.NoError(t, err)
		assert.True(t, got == again)
	})
}

func FuzzParseAddress(f *testing.F) {
	f.Add("", "115035", "Москва", "", "ул. Ордынка", "5", "16А")
	f.Add("GB", "SW1A 1AA", "England", "London", "", "", "")
	f.Fuzz(func(t *testing.T, country, postcode, region, city, street, house, flat string) {
		got, err := person.ParseAddress(person.AddressForm{
			Country: country, Postcode: postcode, Region: region, City: city, Street: street, House: house, Flat: flat,
		})
		if err != nil {
			require.ErrorIs(t, err, fault.Refused)
			assert.True(t, got.IsZero())
			return
		}
		again, err := person.ParseAddress(got.Reveal())
		require.NoError(t, err)
		assert.True(t, got == again)
	})
}
