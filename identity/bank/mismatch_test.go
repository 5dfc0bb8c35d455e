package bank_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/person"
)

// CNF-8, IDN-6: every field that differs is named, ё apart, nothing is confirmed, and the answer is used up.
func TestMismatch(t *testing.T) {
	const other, yo = "bank.mismatch", "bank.only-yo"
	for name, c := range map[string]struct {
		change func(*bank.IdentityForm)
		want   map[string]string
	}{
		"family name":        {func(f *bank.IdentityForm) { f.Family = "Иванова" }, map[string]string{"name.family": other}},
		"ё":                  {func(f *bank.IdentityForm) { f.Family = "ЕЛКИНА" }, map[string]string{"name.family": yo}},
		"given name":         {func(f *bank.IdentityForm) { f.Given = "Инна" }, map[string]string{"name.given": other}},
		"patronymic":         {func(f *bank.IdentityForm) { f.Patronymic = "Петровна" }, map[string]string{"name.patronymic": other}},
		"without patronymic": {func(f *bank.IdentityForm) { f.Patronymic = "" }, map[string]string{"name.patronymic": other}},
		"birth date":         {func(f *bank.IdentityForm) { f.BornOn = "1975-05-08" }, map[string]string{"bornOn": other}},
		"SNILS":              {func(f *bank.IdentityForm) { f.SNILS = "11223344595" }, map[string]string{"snils": other}},
		"INN":                {func(f *bank.IdentityForm) { f.INN = "500100732185" }, map[string]string{"inn": other}},
		"passport":           {func(f *bank.IdentityForm) { f.DocumentNumber = "4502573483" }, map[string]string{"document.number": other}},
		"kind of document": {func(f *bank.IdentityForm) {
			f.DocumentKind, f.DocumentNumber = person.DocumentForeignPassport, "621234567"
		}, map[string]string{"document.kind": other}},
		"several": {func(f *bank.IdentityForm) { f.Family, f.Given, f.SNILS = "Елкина", "Инна", "11223344595" }, map[string]string{
			"name.family": yo, "name.given": other, "snils": other,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(s scene) {
				request := s.begin()
				assertion := s.answer(request, c.change)
				err := s.complete(request, assertion)
				require.Equal(s, c.want, at(err))
				assert.NotContains(s, err.Error(), "лкина")
				s.unconfirmed()
				assert.Empty(s, s.standing().Open)
				assert.Equal(s, 1, s.Count(s.T, "bank.identity-differs"))
				assert.Equal(s, 1, s.Count(s.T, "account.received"), "the bank has told it nevertheless")
				assert.Empty(s, s.Leaks(s.T, "лкина", "ЕЛКИНА", "Инна", "Петровна", "Иванова", "11223344595", "500100732185", "4502573483", "1975-05-08"))

				require.ErrorIs(s, s.complete(request, assertion), bank.ErrUsed)
				require.ErrorIs(s, s.complete(request, s.answer(request)), bank.ErrUsed, "not even with the right one")
				again := s.begin()
				require.NoError(s, s.complete(again, s.answer(again)))
				assert.Equal(s, account.Confirmed, s.standing().Level)
			})
		})
	}
}
