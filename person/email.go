package person

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/kabinet-go/kabinet/fault"
)

// Refusals of ParseEmail.
var (
	ErrEmailForm = fault.Define("person.email.form",
		"Введите один адрес электронной почты без имени и скобок, например ivanov@example.ru",
		"Enter one e-mail address without a name and brackets, for example ivanov@example.ru")
	ErrEmailLocal = fault.Define("person.email.local",
		"Проверьте адрес до знака @: там возможны латинские буквы, цифры и точки между ними, без пробелов",
		"Check the address before the @: Latin letters, digits and dots between them are possible there, no spaces")
	ErrEmailDomain = fault.Define("person.email.domain",
		"Проверьте адрес после знака @, например mail.ru: только буквы одного алфавита, цифры, дефисы и точки",
		"Check the address after the @, for example mail.ru: only letters of one alphabet, digits, hyphens and dots")
	ErrEmailLong = fault.Define("person.email.long",
		"Адрес электронной почты слишком длинный. Укажите другой",
		"The e-mail address is too long. Give another one")
)

// What SMTP carries, in octets: RFC 5321 section 4.5.3.1 (a path of 256 has two brackets), which keeps the
// domain below its own limit of 255 too; and RFC 1035 for one label of a domain.
const (
	emailMaxOctets      = 254
	emailLocalMaxOctets = 64
	labelMaxOctets      = 63
)

// Email is the address of one mailbox: an addr-spec of RFC 5322 without comments, with a domain name of
// at least two labels. The canonical form has the domain in small letters, a Cyrillic one in its ASCII
// form ("xn--…"), and no quotes where none are needed; the case of the local part stays, since its owner
// may distinguish it. Compare with ==.
type Email struct{ personal[email] }

// ParseEmail reads an address. It returns ErrEmailForm, ErrEmailLocal, ErrEmailDomain or ErrEmailLong.
func ParseEmail(input string) (Email, error) {
	text, err := email{}.read(input)
	return Email{keep[email](text)}, err
}

type email struct{}

func (email) read(input string) (string, error) {
	text := strings.TrimSpace(input)
	at := strings.LastIndexByte(text, '@')
	if at < 0 || strings.HasSuffix(text, ">") {
		return "", ErrEmailForm
	}
	if len(text) > 2*emailMaxOctets {
		return "", ErrEmailLong
	}
	local, ok := canonicalLocal(text[:at])
	switch {
	case !ok && strings.ContainsAny(text[:at], "@<,;"):
		return "", ErrEmailForm
	case !ok:
		return "", ErrEmailLocal
	}
	domain, ok := canonicalDomain(text[at+1:])
	if !ok {
		return "", ErrEmailDomain
	}
	canonical := local + "@" + domain
	if len(local) > emailLocalMaxOctets || len(canonical) > emailMaxOctets {
		return "", ErrEmailLong
	}
	return canonical, nil
}

var (
	dotAtom      = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")
	quotedString = regexp.MustCompile(`^"([ !#-\[\]-~]|\\[ -~])+"$`)
	quotedPair   = regexp.MustCompile(`\\(.)`)
	asciiLabel   = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	russianLabel = regexp.MustCompile(`^[а-яё0-9]([а-яё0-9-]*[а-яё0-9])?$`)
	onlyNumbers  = regexp.MustCompile(`^[0-9]+$`)
)

// canonicalLocal reads a dot-atom or a quoted string and drops needless quoting.
func canonicalLocal(text string) (string, bool) {
	if dotAtom.MatchString(text) {
		return text, true
	}
	if !quotedString.MatchString(text) {
		return "", false
	}
	content := quotedPair.ReplaceAllString(text[1:len(text)-1], "$1")
	if dotAtom.MatchString(content) {
		return content, true
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(content) + `"`, true
}

// canonicalDomain reads a domain name of Latin or Russian labels, as registries of Russian domains
// permit them.
func canonicalDomain(text string) (string, bool) {
	if !utf8.ValidString(text) {
		return "", false
	}
	labels := strings.Split(strings.ToLower(norm.NFC.String(text)), ".")
	if len(labels) < 2 || onlyNumbers.MatchString(labels[len(labels)-1]) {
		return "", false
	}
	for i, label := range labels {
		if !asciiLabel.MatchString(label) {
			if !russianLabel.MatchString(label) {
				return "", false
			}
			labels[i] = "xn--" + punycode(label)
		}
		if len(labels[i]) > labelMaxOctets {
			return "", false
		}
	}
	return strings.Join(labels, "."), true
}

func (email) format(s string) string { return s }

func (email) mask(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at < 2 || s[0] == '"' {
		return "***" + s[at:]
	}
	return s[:1] + "***" + s[at:]
}
