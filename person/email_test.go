package person_test

import (
	"net/mail"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/person"
)

func TestParseEmail(t *testing.T) {
	accepts(t, person.ParseEmail, map[string]string{
		"ivanov@example.ru":                    "ivanov@example.ru",
		"  ivanov@example.ru\n":                "ivanov@example.ru",
		"Ivan.Petrov+tag@EXAMPLE.Org":          "Ivan.Petrov+tag@example.org",
		"!#$%&'*+/=?^_`{|}~-@example.org":      "!#$%&'*+/=?^_`{|}~-@example.org",
		`"john doe"@example.org`:               `"john doe"@example.org`,
		`"john"@example.org`:                   `john@example.org`,
		`"jo\hn"@example.org`:                  `john@example.org`,
		`"a\"b\\c"@example.org`:                `"a\"b\\c"@example.org`,
		`"a@b"@example.org`:                    `"a@b"@example.org`,
		"a@b.co":                               "a@b.co",
		"a@1.example.org":                      "a@1.example.org",
		"ivan@пример.рф":                       "ivan@xn--e1afmkfd.xn--p1ai",
		"ivan@ПРИМЕР.РФ":                       "ivan@xn--e1afmkfd.xn--p1ai",
		"ivan@xn--e1afmkfd.XN--P1AI":           "ivan@xn--e1afmkfd.xn--p1ai",
		"ivan@mail.пример-1.рф":                "ivan@mail.xn---1-mlcluqhd.xn--p1ai",
		strings.Repeat("a", 64) + "@b.co":      strings.Repeat("a", 64) + "@b.co",
		"a@" + strings.Repeat("b", 63) + ".co": "a@" + strings.Repeat("b", 63) + ".co",
	})
	for _, input := range []string{
		"", "petrov", "Иван Петров <ivanov@example.ru>", "<ivanov@example.ru>", "a@b.co, c@d.co", "a@@b.co", "a@b@c.co",
		"Ivan <a@b.co", "a;b@c.co",
	} {
		refuses(t, person.ParseEmail, input, person.ErrEmailForm)
	}
	for _, input := range []string{
		"@example.ru", ".a@example.ru", "a.@example.ru", "a..b@example.ru", "a b@example.ru", "иван@example.ru",
		"a(comment)@example.ru", `"a@example.ru`, `a"b"@example.ru`, `""@example.ru`, "\"a\u0000\"@example.ru",
		"ivan\u200b@example.ru", `"a\"@example.ru`, "a\r\n@example.ru", `a\b@example.ru`,
	} {
		refuses(t, person.ParseEmail, input, person.ErrEmailLocal)
	}
	for _, input := range []string{
		"a@", "a@localhost", "a@.ru", "a@b..ru", "a@b.ru.", "a@-b.ru", "a@b-.ru", "a@b_c.ru", "a@[127.0.0.1]", "a@127.0.0.1",
		"a@b.123", "a@b c.ru", "a@exаmple.ru", "a@例え.jp", "a@b.ru(comment)", "a@b.ru\u202e", "a@b.\xff", "a@b.ru>x",
		"a@" + strings.Repeat("b", 64) + ".co", "a@" + strings.Repeat("я", 63) + ".рф", "a@１.ru",
	} {
		refuses(t, person.ParseEmail, input, person.ErrEmailDomain)
	}
	domain := strings.Repeat(strings.Repeat("b", 60)+".", 3) + "example"
	for _, input := range []string{
		strings.Repeat("a", 65) + "@b.co",
		strings.Repeat("a", 64) + "@" + domain,
		"a@" + strings.Repeat("b.", 126) + "co",
		strings.Repeat("a", 1<<20) + "@b.co",
	} {
		refuses(t, person.ParseEmail, input, person.ErrEmailLong)
	}
	require.Len(t, domain, 190)
	accepts(t, person.ParseEmail, map[string]string{strings.Repeat("a", 63) + "@" + domain: strings.Repeat("a", 63) + "@" + domain})
}

func TestEmailMask(t *testing.T) {
	for input, want := range map[string]string{
		"ivanov@example.ru": "i***@example.ru", "ab@example.ru": "a***@example.ru", "a@example.ru": "***@example.ru",
		`"a b"@example.ru`: "***@example.ru",
	} {
		assert.Equal(t, want, must[person.Email](t)(person.ParseEmail(input)).Masked())
	}
}

// sameAsTheStandardLibrary checks an address accepted here against net/mail.
func sameAsTheStandardLibrary(t *testing.T, canonical string) {
	t.Helper()
	address, err := mail.ParseAddress(canonical)
	require.NoError(t, err, canonical)
	assert.Empty(t, address.Name)
	// net/mail writes addresses in angle brackets, quoted only where needed.
	assert.Equal(t, "<"+canonical+">", address.String())
}
