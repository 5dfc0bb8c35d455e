package profile_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

var policy = profile.DefaultPolicy()

func day(t testing.TB, text string) person.Date {
	t.Helper()
	d, err := person.ParseDate(text)
	require.NoError(t, err)
	return d
}

func today(t testing.TB) person.Date { t.Helper(); return day(t, "2026-03-01") }

// minimal has the required fields only.
func minimal() profile.Form {
	return profile.Form{
		Name: profile.NameForm{Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна"},
		Sex:  "ж", BornOn: "09.05.1990", Citizenship: "ru",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: "45 02 573482", IssuedOn: "01.06.2010",
			Issuer: "ОВД района Арбат г. Москвы", DivisionCode: "773-045", Birthplace: "г. Москва",
		},
		SNILS: "123-456-789 64",
	}
}

func full() profile.Form {
	form := minimal()
	form.INN = "5001 0073 2259"
	form.DrivingLicence = "77 16 123456"
	form.Vehicle = profile.VehicleForm{Plate: "а123вс 777", Certificate: "77 ОК 123456"}
	form.OldOMS = "123456 1234567890"
	form.Addresses.Registration = person.AddressForm{
		Postcode: "119002", Region: "г. Москва", Street: "ул. Арбат", House: "1", Flat: "16А",
	}
	form.Addresses.Delivery = person.AddressForm{Country: "UZ", Region: "Ташкент", City: "Ташкент"}
	return form
}

func foreigner() profile.Form {
	form := minimal()
	form.Citizenship = "uz"
	form.Document = person.IdentityDocumentForm{
		Kind: person.DocumentResidencePermit, Number: "82 1234567", IssuedOn: "01.03.2021", ExpiresOn: "01.03.2031",
		Issuer: "ГУ МВД России по г. Москве", Birthplace: "г. Ташкент",
	}
	return form
}

func parse(t testing.TB, form profile.Form) profile.Profile {
	t.Helper()
	p, err := policy.Parse(form, today(t))
	require.NoError(t, err)
	return p
}

func codes(err error) map[string]string {
	codes := map[string]string{}
	for _, f := range fault.All(err) {
		codes[f.Path] = f.Code
	}
	return codes
}

// PRO-1: the fields of a profile; what is optional may be left out.
func TestParse(t *testing.T) {
	for name, form := range map[string]profile.Form{"minimal": minimal(), "full": full(), "foreigner": foreigner()} {
		t.Run(name, func(t *testing.T) {
			p := parse(t, form)
			again := parse(t, p.Reveal())
			assert.True(t, p == again, "the canonical form reads as the same profile")
			assert.Equal(t, form.INN != "", !p.INN.IsZero())

			encoded, err := json.Marshal(p)
			require.NoError(t, err)
			var stored profile.Profile
			require.NoError(t, json.Unmarshal(encoded, &stored))
			assert.True(t, p == stored, "and what is stored as well")
		})
	}
	assert.Equal(t, "12345678964", parse(t, minimal()).SNILS.Reveal())
}

// REG-9: every fault at once, each at its field.
func TestParseTellsEveryFault(t *testing.T) {
	_, err := policy.Parse(profile.Form{}, today(t))
	assert.Equal(t, map[string]string{
		"name.family": "person.text.empty", "name.given": "person.text.empty", "sex": "person.sex.form",
		"bornOn": "person.date.form", "citizenship": "person.citizenship.form", "document.kind": "person.document.kind",
		"snils": "profile.snils-missing",
	}, codes(err))

	wrong := full()
	wrong.SNILS = "123-456-789 12"
	wrong.INN = "7730257499"
	wrong.Vehicle.Plate = ""
	wrong.OldOMS = "1"
	wrong.ENP = "2"
	wrong.DrivingLicence = "3"
	wrong.Addresses.Registration.House = ""
	wrong.Addresses.Residence.City = "Тверь"
	wrong.Addresses.Delivery.Country = "ZZ"
	wrong.Document.Number = "4502000100"
	_, err = policy.Parse(wrong, today(t))
	got := codes(err)
	assert.Equal(t, map[string]string{
		"snils": "person.snils.checksum", "inn": "profile.inn-of-organisation", "vehicle.plate": "person.plate.form",
		"oldOMS": "person.oms.form", "enp": "person.enp.form", "drivingLicence": "person.driver-licence.form",
		"addresses.registration.house": "person.text.empty", "addresses.delivery.country": "person.address.country",
		"document.number": "person.passport.number",
	}, without(got, "addresses.residence."))
	assert.Contains(t, got, "addresses.residence.postcode")
	for path := range got {
		assert.Contains(t, profile.Fields(), path, "a refusal is always at a field of the form")
	}
}

func without(codes map[string]string, prefix string) map[string]string {
	rest := map[string]string{}
	for path, code := range codes {
		if !strings.HasPrefix(path, prefix) {
			rest[path] = code
		}
	}
	return rest
}

// PRO-4: a foreigner with a SNILS and somebody without INN may go on; a missing SNILS is explained.
func TestWhoMayHaveAProfile(t *testing.T) {
	parse(t, foreigner())
	stateless := foreigner()
	stateless.Citizenship = person.Stateless
	parse(t, stateless)

	none := minimal()
	none.SNILS = " "
	_, err := policy.Parse(none, today(t))
	require.ErrorIs(t, err, profile.ErrSNILSMissing)
	assert.Contains(t, fault.All(err)[0].Text.Russian, "Социального фонда")

	for citizenship, kind := range map[string]profile.Form{"uz": minimal(), "ru": foreigner()} {
		kind.Citizenship = citizenship
		_, err = policy.Parse(kind, today(t))
		assert.Equal(t, map[string]string{"document.kind": "profile.document-not-accepted"}, codes(err))
	}
	travel := foreigner()
	travel.Citizenship, travel.Document.Kind = "ru", person.DocumentForeignPassport
	_, err = policy.Parse(travel, today(t))
	require.ErrorIs(t, err, profile.ErrDocumentNotAccepted)
	lenient := policy
	lenient.CitizenDocuments = append(lenient.CitizenDocuments[:1:1], person.DocumentForeignPassport)
	_, err = lenient.Parse(travel, today(t))
	require.NoError(t, err, "which documents serve is a policy")
}

// IDN-8: the minimum age is a policy.
func TestMinors(t *testing.T) {
	for born, code := range map[string]string{"01.03.2012": "", "02.03.2012": "person.age.too-young"} {
		form := foreigner()
		form.BornOn = born
		_, err := policy.Parse(form, today(t))
		assert.Equal(t, code, codes(err)["bornOn"], born)
	}
	form := foreigner()
	form.BornOn = "02.03.2020"
	younger := policy
	younger.Person.MinimumAge = 6
	_, err := younger.Parse(form, day(t, "2026-03-02"))
	require.NoError(t, err)
}

func TestDocumentMustServe(t *testing.T) {
	lapsed := minimal()
	lapsed.Document.IssuedOn = "01.06.2009" // before the holder was 20
	_, err := policy.Parse(lapsed, today(t))
	assert.Equal(t, map[string]string{"document.number": "profile.document-lapsed"}, codes(err))

	early := minimal()
	early.Document.IssuedOn = "01.06.2000"
	_, err = policy.Parse(early, today(t))
	assert.Equal(t, map[string]string{"document.issuedOn": "person.passport.issued-early"}, codes(err))

	permit := foreigner()
	permit.Document.ExpiresOn = "28.02.2026"
	_, err = policy.Parse(permit, today(t))
	assert.Equal(t, map[string]string{"document.number": "profile.document-lapsed"}, codes(err))
}

// PRO-5: a field is known by its path.
func TestFields(t *testing.T) {
	form := minimal()
	for i, path := range profile.Fields() {
		text := fmt.Sprint(i)
		require.NoError(t, form.Set(path, text))
		got, err := form.Get(path)
		require.NoError(t, err)
		assert.Equal(t, text, got)
	}
	encoded, err := json.Marshal(form)
	require.NoError(t, err)
	for i, path := range profile.Fields() {
		var at any
		require.NoError(t, json.Unmarshal(encoded, &at))
		for name := range strings.SplitSeq(path, ".") {
			at = at.(map[string]any)[name]
		}
		assert.Equal(t, fmt.Sprint(i), at, "%s is also its place in JSON", path)
	}
	require.ErrorIs(t, form.Set("name.nick", "x"), profile.ErrUnknownField)
	_, err = form.Get("")
	require.ErrorIs(t, err, profile.ErrUnknownField)
}

func TestChanged(t *testing.T) {
	before := parse(t, minimal())
	assert.Empty(t, profile.Changed(before, before))
	form := full()
	form.Name.Family = "Елкина"
	assert.Equal(t, []string{
		"name.family", "inn", "drivingLicence", "vehicle.plate", "vehicle.certificate", "oldOMS",
		"addresses.registration.country", "addresses.registration.postcode", "addresses.registration.region",
		"addresses.registration.street", "addresses.registration.house", "addresses.registration.flat",
		"addresses.delivery.country", "addresses.delivery.region", "addresses.delivery.city",
	}, profile.Changed(before, parse(t, form)))
}

// PRO-2: a draft may hold anything, but not endlessly much of it.
func TestCheckDraft(t *testing.T) {
	require.NoError(t, policy.CheckDraft(profile.Form{}))
	form := profile.Form{SNILS: "не помню", Sex: strings.Repeat("я", 500)}
	require.NoError(t, policy.CheckDraft(form))
	form.Sex += "я"
	form.Addresses.Delivery.Flat = strings.Repeat("1", 501)
	assert.Equal(t, map[string]string{"sex": "profile.long", "addresses.delivery.flat": "profile.long"},
		codes(policy.CheckDraft(form)))
}

// IDN-9: neither a form nor a profile prints what it holds.
func TestMasked(t *testing.T) {
	p := parse(t, full())
	for _, value := range []any{full(), p, &p, []any{full(), p}, struct{ P any }{p}} {
		var printed strings.Builder
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			fmt.Fprintf(&printed, verb, value)
		}
		for _, secret := range []string{"Ёлкина", "Арбат", "573482", "12345678964", "1990", "500100732259"} {
			assert.NotContains(t, printed.String(), secret)
		}
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("profile", "form", full(), "profile", p)
	assert.NotContains(t, log.String(), "Арбат")
	assert.Equal(t, 2, strings.Count(log.String(), "***"))
}

func TestPolicyIsValidated(t *testing.T) {
	require.NoError(t, policy.Validate())
	for name, spoil := range map[string]func(*profile.Policy){
		"LongestText":   func(p *profile.Policy) { p.LongestText = 0 },
		"of the kind x": func(p *profile.Policy) { p.ForeignerDocuments = []person.DocumentKind{"x"} },
		"any kind":      func(p *profile.Policy) { p.CitizenDocuments, p.ForeignerDocuments = nil, nil },
		"NameMaxLength": func(p *profile.Policy) { p.Person.NameMaxLength = 0 },
	} {
		p := policy
		spoil(&p)
		assert.ErrorContains(t, p.Validate(), name)
	}
}

func FuzzParse(f *testing.F) {
	for _, form := range []profile.Form{minimal(), full(), foreigner()} {
		encoded, err := json.Marshal(form)
		require.NoError(f, err)
		f.Add(encoded)
	}
	f.Fuzz(func(t *testing.T, encoded []byte) {
		var form profile.Form
		if json.Unmarshal(encoded, &form) != nil {
			return
		}
		p, err := policy.Parse(form, today(t))
		if err == nil {
			assert.True(t, p == parse(t, p.Reveal()))
			return
		}
		require.ErrorIs(t, err, fault.Refused)
		for path := range codes(err) {
			assert.Contains(t, profile.Fields(), path)
		}
	})
}
