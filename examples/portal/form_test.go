package main

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
)

func TestBlame(t *testing.T) {
	texts := catalogue{"a": {Russian: "А", English: "A"}, "b": {Russian: "Б", English: "B"}}
	wrong := fault.Define("x.wrong", "Неверно", "Wrong")
	short := fault.Define("x.short", "Коротко", "Short")
	finished := fault.Define("registration.finished", "Завершена", "Finished")

	f := filled(url.Values{"a.b": {" x "}, "c": {" y "}, "key": {"k"}}, &field{Name: "a.b", Label: "a"}, &field{Name: "c", Label: "b", Type: "password"})
	assert.Equal(t, "k", f.Key)
	assert.Equal(t, "x", f.value("a.b"))
	assert.Equal(t, " y ", f.value("c"), "of a password no space is taken away")
	assert.Empty(t, f.Field("c").Shown())

	f.blame([]fault.Fault{wrong.At("c"), wrong.At("a.b"), short.At("a.b"), finished, wrong.At("elsewhere")}, texts, language.English)
	assert.Equal(t, []problem{
		{Text: "Finished", Way: way{"/sign-in", "way.sign-in"}},
		{Text: "Wrong"},
		{Text: "A: Wrong", Anchor: "a-b"},
		{Text: "A: Short", Anchor: "a-b"},
		{Text: "B: Wrong", Anchor: "c"},
	}, f.Problems, "in the order of the fields, those of no field first")
	assert.Equal(t, []string{"Wrong", "Short"}, f.Field("a.b").Errors)
	assert.Equal(t, "a-b-error", f.Field("a.b").Described())

	single := filled(nil, &field{Name: "a", Label: "a"})
	single.blame([]fault.Fault{wrong.At("a")}, texts, language.Russian)
	require.Equal(t, "Неверно", single.Problems[0].Text, "where there is one field, nobody asks which")
}

func TestContactOfTheKindChosen(t *testing.T) {
	for name, test := range map[string]struct {
		values         url.Values
		contact, wrong string
	}{
		"phone":        {url.Values{contactKind: {"phone"}, contactPhone: {"1"}, contactEmail: {"2"}}, "1", contactPhone},
		"e-mail":       {url.Values{contactKind: {"email"}, contactPhone: {"1"}, contactEmail: {"2"}}, "2", contactEmail},
		"none":         {url.Values{contactPhone: {"1"}}, "1", contactPhone},
		"no such kind": {url.Values{contactKind: {"pigeon"}, contactPhone: {"1"}}, "1", contactPhone},
	} {
		t.Run(name, func(t *testing.T) {
			f := filled(test.values, contactFields()...)
			assert.Equal(t, test.contact, f.contact())
			assert.Equal(t, test.wrong, f.place("contact"))
		})
	}
}
