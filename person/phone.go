package person

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/kabinet-go/kabinet/fault"
)

// Refusals about phones.
var (
	ErrPhoneForm = fault.Define("person.phone.form",
		"Такого номера телефона не бывает. Введите российский номер, например +7 912 345-67-89, или номер другой страны, начиная с +",
		"There is no such phone number. Enter a Russian number, for example +7 912 345-67-89, or one of another country, beginning with +")
	ErrPhoneCharacters = fault.Define("person.phone.characters",
		"В номере телефона возможны только цифры 0–9, плюс в начале, пробелы, дефисы, точки и скобки",
		"A phone number can have only the digits 0–9, a plus at its beginning, spaces, hyphens, dots and brackets")
	ErrPhoneExtension = fault.Define("person.phone.extension",
		"Введите номер телефона без добавочного",
		"Enter the phone number without an extension")
	ErrPhoneNoSMS = fault.Define("person.phone.no-sms",
		"На этот номер нельзя отправить СМС. Укажите номер мобильного телефона",
		"This number cannot receive SMS. Give the number of a mobile phone")
)

// home is where a number written without its country is looked for.
const home = "RU"

// Phone is a telephone number of any country. Its canonical form is E.164: "+79123456789".
type Phone struct{ personal[phone] }

// ParsePhone reads a Russian number in any common spelling, or a number of any country in international
// form; +7 7… is Kazakhstan. It returns ErrPhoneForm, ErrPhoneExtension, or ErrPhoneCharacters for
// whatever is not an ASCII digit or a usual mark (IDN-4).
func ParsePhone(input string) (Phone, error) {
	text := strings.Map(plainPhoneMark, strings.TrimSpace(input))
	rest := strings.TrimLeft(text, "+0123456789 -.()")
	switch {
	case len(rest) < len(text) && extension(rest):
		return Phone{}, ErrPhoneExtension
	case rest != "", strings.LastIndexByte(strings.TrimLeft(text, "("), '+') > 0:
		return Phone{}, ErrPhoneCharacters
	}
	number, err := phonenumbers.Parse(text, home)
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return Phone{}, ErrPhoneForm
	}
	return Phone{keep[phone](phonenumbers.Format(number, phonenumbers.E164))}, nil
}

func plainPhoneMark(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case isDash(r):
		return '-'
	default:
		return r
	}
}

// extension reports whether what follows the digits of a number is the way people write an extension.
func extension(rest string) bool {
	rest = strings.ToLower(rest)
	for _, mark := range []string{"доб", "вн", "ext", "x", "х", "#", ";ext"} {
		if strings.HasPrefix(rest, mark) {
			return true
		}
	}
	return false
}

// Region gives the country of the number as ISO 3166 alpha-2, "RU" or "KZ"; empty for numbers of no
// country, and of the zero value.
func (p Phone) Region() string {
	number, err := phonenumbers.Parse(p.Reveal(), "")
	if err != nil {
		return ""
	}
	region := phonenumbers.GetRegionCodeForNumber(number)
	if len(region) != 2 || region == "ZZ" {
		return ""
	}
	return region
}

// CanReceiveSMS reports whether the number is a mobile one, or of a country where mobile numbers cannot
// be told from others. Landline and toll-free numbers are not; where an SMS must arrive, refuse them with
// ErrPhoneNoSMS.
func (p Phone) CanReceiveSMS() bool {
	number, err := phonenumbers.Parse(p.Reveal(), "")
	if err != nil {
		return false
	}
	kind := phonenumbers.GetNumberType(number)
	return kind == phonenumbers.MOBILE || kind == phonenumbers.FIXED_LINE_OR_MOBILE
}

type phone struct{}

// read trusts E.164: the library's knowledge of numbering plans changes with its releases.
func (phone) read(text string) (string, error) {
	number, international := strings.CutPrefix(text, "+")
	if !international || len(number) < 3 || len(number) > 15 || number[0] == '0' || !allDigits(number) {
		return "", ErrPhoneForm
	}
	return text, nil
}

func (phone) format(s string) string {
	number, err := phonenumbers.Parse(s, "")
	if err != nil {
		return s
	}
	return phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
}

func (k phone) mask(s string) string {
	country, rest, split := strings.Cut(k.format(s), " ")
	if !split {
		return stars(s, 2)
	}
	return country + " " + stars(rest, 2)
}
