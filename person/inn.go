package person

import "github.com/kabinet-go/kabinet/fault"

// Refusals of ParseINN.
var (
	ErrINNForm = fault.Define("person.inn.form",
		"ИНН — это 12 цифр у человека или 10 цифр у организации. Проверьте, все ли цифры введены",
		"An INN has 12 digits for a person or 10 for an organisation. Check that all of them are there")
	ErrINNChecksum = fault.Define("person.inn.checksum",
		"В ИНН опечатка: контрольные цифры не сходятся. Сверьте номер с документом",
		"There is a typing mistake in the INN: its control digits do not fit. Compare it with the document")
	ErrINNRegion = fault.Define("person.inn.region",
		"ИНН не начинается с 00. Введите номер из документа",
		"An INN does not begin with 00. Enter the number from the document")
)

// INN is a taxpayer's number: 12 digits of a person or 10 of an organisation, which Person tells apart.
type INN struct{ personal[inn] }

// ParseINN reads an INN; spaces and dashes do not matter. It returns ErrINNForm, ErrINNRegion or
// ErrINNChecksum.
func ParseINN(input string) (INN, error) {
	text, err := inn{}.read(input)
	return INN{keep[inn](text)}, err
}

// Person reports whether the number is a person's, not an organisation's.
func (n INN) Person() bool { return len(n.Reveal()) == 12 }

type inn struct{}

func (inn) read(input string) (string, error) {
	text := compact(input)
	switch {
	case len(text) != 10 && len(text) != 12, !allDigits(text):
		return "", ErrINNForm
	case text[:2] == "00":
		return "", ErrINNRegion
	case !innControl(text):
		return "", ErrINNChecksum
	default:
		return text, nil
	}
}

// innControl follows IDN-2: the tenth digit of an organisation's number, the last two of a person's.
func innControl(s string) bool {
	fits := func(position int, weights ...int) bool {
		return weighted(s, weights...)%11%10 == int(s[position]-'0')
	}
	if len(s) == 10 {
		return fits(9, 2, 4, 10, 3, 5, 9, 4, 6, 8)
	}
	return fits(10, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) && fits(11, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
}

func (inn) format(s string) string { return s }
func (inn) mask(s string) string   { return stars(s, 2) }
