package confirmation_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/confirmation"
)

// COD-8: what people type is brought to the form of a code.
func TestNormalise(t *testing.T) {
	for _, c := range []struct {
		name     string
		alphabet confirmation.Alphabet
		typed    string
		want     string
	}{
		{"as it is", confirmation.Decimal, "012345", "012345"},
		{"leading zeros stay", confirmation.Decimal, "000000", "000000"},
		{"spaces", confirmation.Decimal, " 012 345\t", "012345"},
		{"no-break and thin spaces", confirmation.Decimal, "012\u00a0\u2009\u202f345", "012345"},
		{"line break", confirmation.Decimal, "012345\r\n", "012345"},
		{"hyphen", confirmation.Decimal, "012-345", "012345"},
		{"dashes of all kinds", confirmation.Decimal, "0‐1‑2‒3–4—5", "012345"},
		{"minus sign", confirmation.Decimal, "012−345", "012345"},
		{"full-width hyphen", confirmation.Decimal, "012－345", "012345"},
		{"full-width digits", confirmation.Decimal, "０１２３４５", "012345"},
		{"invisible marks of a copied text", confirmation.Decimal, "\ufeff012\u200b345\u2060\u00ad", "012345"},
		{"marks of writing direction", confirmation.Decimal, "\u200e012345\u202c", "012345"},
		{"letters are no digits", confirmation.Decimal, "O12345", "O12345"},
		{"digits of other scripts stay wrong", confirmation.Decimal, "٠١٢٣٤٥", "٠١٢٣٤٥"},
		{"too long", confirmation.Decimal, strings.Repeat("0", 257), ""},
		{"longest", confirmation.Decimal, strings.Repeat(" ", 250) + "012345", "012345"},
		{"empty", confirmation.Decimal, "", ""},
		{"small letters", confirmation.Crockford, "abcdefghjk", "ABCDEFGHJK"},
		{"O is zero", confirmation.Crockford, "Oo0", "000"},
		{"I and L are one", confirmation.Crockford, "IiLl1", "11111"},
		{"groups", confirmation.Crockford, "7kx4-91mn 2z", "7KX491MN2Z"},
		{"full-width letters", confirmation.Crockford, "ａｂｃｏｉｌ", "ABC011"},
		{"U is no character of a code", confirmation.Crockford, "uU", "UU"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, c.alphabet.Normalise(c.typed))
		})
	}
}

// COD-8: however a right code is written, it stays right, and nothing else becomes it.
func FuzzNormalise(f *testing.F) {
	f.Add("012345", " - ")
	f.Add("０１２３４５", "\u200b")
	f.Add("oil-OIL", "\x00")
	f.Add("\xff\xfe", "ﷺ")
	f.Add(strings.Repeat("ﷺ", 80), "－")
	f.Fuzz(func(t *testing.T, typed, between string) {
		for _, alphabet := range []confirmation.Alphabet{confirmation.Decimal, confirmation.Crockford} {
			code := alphabet.Normalise(typed)
			if !utf8.ValidString(code) {
				t.Fatalf("%q became %q", typed, code)
			}
			if len(typed) > 256 && code != "" {
				t.Fatalf("%d bytes were looked at", len(typed))
			}
			if len(code) <= 256 && alphabet.Normalise(code) != code {
				t.Fatalf("%q became %q and then %q", typed, code, alphabet.Normalise(code))
			}
			if alphabet.Normalise(between) == "" && len(between) < 20 {
				if got := alphabet.Normalise("01" + between + "23" + between + "45"); got != "012345" {
					t.Fatalf("%q between the digits gave %q", between, got)
				}
			}
		}
	})
}
