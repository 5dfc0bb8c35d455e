package identity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// CNF-2, CNF-7, CNF-8, IDN-6: one comparison for all who vouch.
func TestCompare(t *testing.T) {
	verified, err := profile.DefaultPolicy().Parse(portaltest.Profile(), person.DateOf(time.Date(2000, 3, 1, 0, 0, 0, 0, time.UTC)))
	require.NoError(t, err)
	for name, c := range map[string]struct {
		change func(*profile.Form)
		want   []identity.Difference
	}{
		"the same":       {func(*profile.Form) {}, nil},
		"capitals":       {func(f *profile.Form) { f.Name.Family = "ЁЛКИНА" }, nil},
		"name and SNILS": {func(f *profile.Form) { *f = profile.Form{Name: f.Name, SNILS: f.SNILS} }, nil},
		"only ё":         {func(f *profile.Form) { f.Name.Family = "ЕЛКИНА" }, []identity.Difference{{Field: "name.family", OnlyYo: true}}},
		"given":          {func(f *profile.Form) { f.Name.Given = "Инна" }, []identity.Difference{{Field: "name.given"}}},
		"no patronymic":  {func(f *profile.Form) { f.Name.Patronymic = "" }, []identity.Difference{{Field: "name.patronymic"}}},
		"no name at all": {func(f *profile.Form) { f.Name.Family = "123" }, []identity.Difference{{Field: "name.family"}}},
		"birth and INN":  {func(f *profile.Form) { f.BornOn, f.INN = "1975-05-08", "500100732185" }, []identity.Difference{{Field: "bornOn"}, {Field: "inn"}}},
		"SNILS":          {func(f *profile.Form) { f.SNILS = "11223344595" }, []identity.Difference{{Field: "snils"}}},
		"document":       {func(f *profile.Form) { f.Document.Number = "4502573483" }, []identity.Difference{{Field: "document.number"}}},
		"kind": {func(f *profile.Form) {
			f.Document.Kind, f.Document.Number = person.DocumentForeignPassport, "621234567"
		}, []identity.Difference{{Field: "document.kind"}}},
		"sex is not told": {func(f *profile.Form) { f.Sex, f.Citizenship = "male", "KZ" }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			form := verified.Reveal()
			c.change(&form)
			assert.Equal(t, c.want, identity.Compare(form, verified))
		})
	}

	verified.INN, verified.Name = person.INN{}, named(t, "Ким", "Ён", "")
	form := verified.Reveal()
	form.INN = "500100732259"
	assert.Empty(t, identity.Compare(form, verified), "an INN that the person left out")
	form.Name.Patronymic = "123"
	assert.Equal(t, []identity.Difference{{Field: "name.patronymic"}}, identity.Compare(form, verified))
}

func named(t *testing.T, family, given, patronymic string) person.FullName {
	t.Helper()
	name, err := person.ParseFullName(family, given, patronymic)
	require.NoError(t, err)
	return name
}

func TestRefuseDifferences(t *testing.T) {
	mismatch, yo := fault.Define("x.mismatch", "а", "a"), fault.Define("x.yo", "б", "b")
	require.NoError(t, identity.Refuse(nil, mismatch, yo))
	err := identity.Refuse([]identity.Difference{{Field: "name.family", OnlyYo: true}, {Field: "snils"}}, mismatch, yo)
	var found []string
	for _, f := range fault.All(err) {
		found = append(found, f.Path+" "+f.Code)
	}
	assert.Equal(t, []string{"name.family x.yo", "snils x.mismatch"}, found)
}
