package person_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

func document(t *testing.T, issuedOn string) person.PassportDocument {
	t.Helper()
	form := passportForm()
	form.IssuedOn = issuedOn
	return must[person.PassportDocument](t)(person.ParsePassportDocument(form, day(t, "9999-01-01")))
}

func codes(err error) map[string]string {
	codes := map[string]string{}
	for _, f := range fault.All(err) {
		codes[f.Path] = f.Code
	}
	return codes
}

func TestParsePassportDocument(t *testing.T) {
	d := must[person.PassportDocument](t)(person.ParsePassportDocument(passportForm(), day(t, "2020-06-01")))
	assert.Equal(t, person.PassportForm{
		Number: "4502573482", IssuedOn: "2020-06-01", Issuer: "ОВД района Арбат г. Москвы",
		DivisionCode: "773-045", Birthplace: "г. Москва",
	}, d.Reveal())
	assert.Equal(t, "4502573482", d.Number().Reveal())
	assert.Equal(t, day(t, "2020-06-01"), d.IssuedOn())
	assert.Equal(t, "773-045", d.DivisionCode().Reveal())

	again := must[person.PassportDocument](t)(person.ParsePassportDocument(d.Reveal(), day(t, "2020-06-01")))
	assert.True(t, d == again)
}

func TestParsePassportDocumentTellsEveryFault(t *testing.T) {
	d, err := person.ParsePassportDocument(person.PassportForm{}, day(t, "2026-01-01"))
	assert.True(t, d.IsZero())
	assert.Equal(t, map[string]string{
		"number": "person.passport.form", "issuedOn": "person.date.form", "issuer": "person.text.empty",
		"divisionCode": "person.division-code.form", "birthplace": "person.text.empty",
	}, codes(err))

	_, err = person.ParsePassportDocument(person.PassportForm{
		Number: "4502000100", IssuedOn: "02.01.2026", Issuer: strings.Repeat("я", 256),
		DivisionCode: "000-000", Birthplace: "Москва\u202e",
	}, day(t, "2026-01-01"))
	assert.Equal(t, map[string]string{
		"number": "person.passport.number", "issuedOn": "person.date.future", "issuer": "person.text.long",
		"divisionCode": "person.division-code.form", "birthplace": "person.text.characters",
	}, codes(err))
}

func TestPassportDocumentWarnings(t *testing.T) {
	form := passportForm()
	assert.Empty(t, document(t, "2020-06-01").Warnings(person.DefaultPolicy()))
	form.DivisionCode = "315-756"
	d := must[person.PassportDocument](t)(person.ParsePassportDocument(form, day(t, "2026-01-01")))
	odd := d.Warnings(person.DefaultPolicy())
	require.Len(t, odd, 1)
	assert.Equal(t, "divisionCode", odd[0].Path)
	assert.ErrorIs(t, odd[0], person.WarnDivisionLevel)
}

func TestPassportIsIssuedFromFourteen(t *testing.T) {
	policy, born := person.DefaultPolicy(), day(t, "2006-05-10")
	require.NoError(t, document(t, "2020-05-10").CheckIssued(born, policy))
	err := document(t, "2020-05-09").CheckIssued(born, policy)
	require.ErrorIs(t, err, person.ErrPassportIssuedEarly)
	assert.Equal(t, "issuedOn", fault.All(err)[0].Path)

	policy.PassportAge = 16
	require.Error(t, document(t, "2022-05-09").CheckIssued(born, policy))
	require.NoError(t, document(t, "2022-05-10").CheckIssued(born, policy))
}

func TestPassportValidOn(t *testing.T) {
	const born = "2006-05-10"
	for name, c := range map[string]struct {
		issued, on string
		want       bool
	}{
		"before it was issued":            {"2020-06-01", "2020-05-31", false},
		"on the day of issue":             {"2020-06-01", "2020-06-01", true},
		"issued the day before 20":        {"2026-05-09", "2026-08-08", true},
		"issued the day before 20, late":  {"2026-05-09", "2026-08-09", false},
		"issued on the 20th birthday":     {"2026-05-10", "2026-08-09", true},
		"issued at 20, until 45":          {"2026-05-10", "2051-08-08", true},
		"issued at 20, after 45":          {"2026-05-10", "2051-08-09", false},
		"issued at 14, at 45":             {"2020-06-01", "2051-05-10", false},
		"issued on the 45th birthday":     {"2051-05-10", "2106-01-01", true},
		"issued before the 14th birthday": {"2020-05-09", "2021-01-01", false},
	} {
		assert.Equal(t, c.want, document(t, c.issued).ValidOn(day(t, c.on), day(t, born), person.DefaultPolicy()), name)
	}
	policy := person.DefaultPolicy()
	policy.PassportGraceDays = 0
	assert.True(t, document(t, "2020-06-01").ValidOn(day(t, "2026-05-10"), day(t, born), policy))
	assert.False(t, document(t, "2020-06-01").ValidOn(day(t, "2026-05-11"), day(t, born), policy))
	policy.PassportRenewalAges = nil
	assert.True(t, document(t, "2020-06-01").ValidOn(day(t, "2099-05-11"), day(t, born), policy))

	assert.False(t, person.PassportDocument{}.ValidOn(day(t, "2026-01-01"), day(t, born), policy))
	assert.False(t, document(t, "2020-06-01").ValidOn(day(t, "2026-01-01"), person.Date{}, policy))
	assert.False(t, document(t, "2020-06-01").ValidOn(person.Date{}, day(t, born), policy))
}
