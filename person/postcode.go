package person

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// ErrPostcodeForm is the refusal of ParsePostcode.
var ErrPostcodeForm = fault.Define("person.postcode.form",
	"Почтовый индекс в России — это 6 цифр, например 115035. Проверьте его на сайте почты",
	"A Russian postcode has 6 digits, for example 115035. Check it on the site of the post")

// Postcode is a Russian postcode: 6 digits.
type Postcode struct{ personal[postcode] }

// ParsePostcode is Policy.ParsePostcode with the default figures.
func ParsePostcode(input string) (Postcode, error) { return DefaultPolicy().ParsePostcode(input) }

// ParsePostcode reads a Russian postcode; spaces and dashes do not matter. It returns ErrPostcodeForm,
// also when the first digit is none of PostcodeFirstDigits.
func (p Policy) ParsePostcode(input string) (Postcode, error) {
	text, err := postcode{}.read(input)
	if err != nil || !strings.Contains(p.PostcodeFirstDigits, text[:1]) {
		return Postcode{}, ErrPostcodeForm
	}
	return Postcode{keep[postcode](text)}, nil
}

type postcode struct{}

func (postcode) read(input string) (string, error) {
	text, ok := digits(input, 6)
	if !ok {
		return "", ErrPostcodeForm
	}
	return text, nil
}

func (postcode) format(s string) string { return s }
func (postcode) mask(s string) string   { return stars(s, 0) }
