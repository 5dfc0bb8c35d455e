package person

import (
	"strconv"

	"github.com/kabinet-go/kabinet/fault"
)

// Refusals of ParsePassport.
var (
	ErrPassportForm = fault.Define("person.passport.form",
		"У паспорта 4 цифры серии и 6 цифр номера, например 45 02 573482. Проверьте, все ли цифры введены",
		"A passport has 4 digits of series and 6 of number, for example 45 02 573482. Check that all of them are there")
	ErrPassportNumber = fault.Define("person.passport.number",
		"Паспорта с таким номером не бывает. Сверьте последние шесть цифр с документом",
		"There is no passport with such a number. Compare the last six digits with the document")
)

// Passport is series (4 digits: region and year of the blank) and number (6 digits) of the passport of a
// citizen of Russia. The whole document is a PassportDocument.
type Passport struct{ personal[passport] }

// ParsePassport is Policy.ParsePassport with the default figures.
func ParsePassport(input string) (Passport, error) { return DefaultPolicy().ParsePassport(input) }

// ParsePassport reads series and number together; spaces and dashes do not matter. It returns
// ErrPassportForm, or ErrPassportNumber for a number below PassportFirstNumber.
func (p Policy) ParsePassport(input string) (Passport, error) {
	text, err := passport{}.read(input)
	if err != nil {
		return Passport{}, err
	}
	if number, _ := strconv.Atoi(text[4:]); number < p.PassportFirstNumber {
		return Passport{}, ErrPassportNumber
	}
	return Passport{keep[passport](text)}, nil
}

type passport struct{}

func (passport) read(input string) (string, error) {
	text, ok := digits(input, 10)
	if !ok {
		return "", ErrPassportForm
	}
	return text, nil
}

func (passport) format(s string) string { return s[:2] + " " + s[2:4] + " " + s[4:] }
func (k passport) mask(s string) string { return stars(k.format(s), 3) }
