package person_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/person"
)

func passportDocumentForm() person.IdentityDocumentForm {
	form := passportForm()
	return person.IdentityDocumentForm{
		Kind: person.DocumentPassport, Number: form.Number, IssuedOn: form.IssuedOn, Issuer: form.Issuer,
		DivisionCode: form.DivisionCode, Birthplace: form.Birthplace,
	}
}

func expiringForm(kind person.DocumentKind) person.IdentityDocumentForm {
	return person.IdentityDocumentForm{
		Kind: kind, Number: "82 № 1234567", IssuedOn: "01.03.2021", ExpiresOn: "2031-03-01",
		Issuer: "ГУ МВД России по г. Москве", Birthplace: "г. Ташкент",
	}
}

var kinds = []person.DocumentKind{person.DocumentPassport, person.DocumentForeignPassport, person.DocumentResidencePermit}

func identityDocument(t *testing.T, kind person.DocumentKind) person.IdentityDocument {
	t.Helper()
	form := expiringForm(kind)
	form.Number = "82 1234567"
	if kind == person.DocumentPassport {
		form = passportDocumentForm()
	}
	return must[person.IdentityDocument](t)(person.ParseIdentityDocument(form, day(t, "2026-01-01")))
}

// IDN-3: the kinds of identity documents.
func TestParseIdentityDocument(t *testing.T) {
	passport := identityDocument(t, person.DocumentPassport)
	assert.Equal(t, person.IdentityDocumentForm{
		Kind: person.DocumentPassport, Number: "4502573482", IssuedOn: "2020-06-01", Issuer: "ОВД района Арбат г. Москвы",
		DivisionCode: "773-045", Birthplace: "г. Москва",
	}, passport.Reveal())
	assert.Equal(t, "passport 4502573482", passport.Key())

	permit := identityDocument(t, person.DocumentResidencePermit)
	assert.Equal(t, person.IdentityDocumentForm{
		Kind: person.DocumentResidencePermit, Number: "821234567", IssuedOn: "2021-03-01", ExpiresOn: "2031-03-01",
		Issuer: "ГУ МВД России по г. Москве", Birthplace: "г. Ташкент",
	}, permit.Reveal())
	assert.NotEqual(t, permit.Key(), identityDocument(t, person.DocumentForeignPassport).Key(), "kinds number apart")
}

func TestIdentityDocumentTellsEveryFault(t *testing.T) {
	today := day(t, "2026-01-01")
	_, err := person.ParseIdentityDocument(person.IdentityDocumentForm{Kind: person.DocumentPassport}, today)
	assert.Len(t, codes(err), 5)

	_, err = person.ParseIdentityDocument(person.IdentityDocumentForm{Kind: person.DocumentResidencePermit}, today)
	assert.Equal(t, map[string]string{
		"number": "person.residence-permit.form", "issuedOn": "person.date.form", "expiresOn": "person.date.form",
		"issuer": "person.text.empty", "birthplace": "person.text.empty",
	}, codes(err))

	form := expiringForm(person.DocumentForeignPassport)
	form.ExpiresOn = "28.02.2021"
	_, err = person.ParseIdentityDocument(form, today)
	assert.Equal(t, map[string]string{
		"number": "person.foreign-passport.form", "expiresOn": "person.document.expires",
	}, codes(err))

	for _, kind := range []person.DocumentKind{"", "licence"} {
		_, err = person.ParseIdentityDocument(person.IdentityDocumentForm{Kind: kind}, today)
		assert.Equal(t, map[string]string{"kind": "person.document.kind"}, codes(err))
	}
}

func TestIdentityDocumentValidity(t *testing.T) {
	policy := person.DefaultPolicy()
	born := day(t, "1990-05-09")
	permit := identityDocument(t, person.DocumentResidencePermit)
	for date, valid := range map[string]bool{"2021-02-28": false, "2021-03-01": true, "2031-03-01": true, "2031-03-02": false} {
		assert.Equal(t, valid, permit.ValidOn(day(t, date), born, policy), date)
	}
	require.NoError(t, permit.CheckHolder(day(t, "2020-01-01"), policy), "children have them")
	assert.False(t, person.IdentityDocument{}.ValidOn(born, born, policy))

	passport := identityDocument(t, person.DocumentPassport)
	assert.True(t, passport.ValidOn(day(t, "2026-01-01"), born, policy))
	assert.False(t, passport.ValidOn(day(t, "2036-01-01"), born, policy), "replaced at 45")
	assert.Equal(t, day(t, "2035-08-07"), passport.LastDay(born, policy), "90 days after the 45th birthday")
	assert.Equal(t, day(t, "2031-03-01"), permit.LastDay(born, policy))
	assert.True(t, passport.LastDay(day(t, "1970-01-01"), policy).IsZero(), "issued after 45, it serves for good")
	require.ErrorIs(t, passport.CheckHolder(day(t, "2010-01-01"), policy), person.ErrPassportIssuedEarly)
}

func TestIdentityDocumentJSON(t *testing.T) {
	for _, kind := range kinds {
		document := identityDocument(t, kind)
		encoded, err := json.Marshal(document)
		require.NoError(t, err)
		var again person.IdentityDocument
		require.NoError(t, json.Unmarshal(encoded, &again))
		assert.True(t, document == again, kind)
	}
	var none person.IdentityDocument
	encoded, err := json.Marshal(none)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(encoded, &none))
	assert.True(t, none.IsZero())
	require.Error(t, json.Unmarshal([]byte(`{"kind":"licence"}`), &none))
}

// IDN-9: nothing prints it by accident.
func TestIdentityDocumentIsMasked(t *testing.T) {
	for _, kind := range kinds {
		document := identityDocument(t, kind)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			for _, printed := range []string{fmt.Sprintf(verb, document), fmt.Sprintf(verb, document.Reveal()), document.LogValue().String()} {
				for _, secret := range []string{"4502573482", "45 02 573482", "821234567", "82 1234567", "Москв", "Ташкент", "2021"} {
					assert.NotContains(t, printed, secret, verb)
				}
			}
		}
	}
	assert.Equal(t, "** ****567", identityDocument(t, person.DocumentResidencePermit).Masked())
}
