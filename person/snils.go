package person

import "github.com/kabinet-go/kabinet/fault"

// Refusals of ParseSNILS.
var (
	ErrSNILSForm = fault.Define("person.snils.form",
		"СНИЛС — это 11 цифр, например 123-456-789 64. Проверьте, все ли цифры введены",
		"A SNILS has 11 digits, for example 123-456-789 64. Check that all of them are there")
	ErrSNILSChecksum = fault.Define("person.snils.checksum",
		"В СНИЛС опечатка: контрольное число не сходится. Сверьте номер с документом",
		"There is a typing mistake in the SNILS: its control number does not fit. Compare it with the document")
	ErrSNILSUnissued = fault.Define("person.snils.unissued",
		"Такого СНИЛС не бывает. Введите номер из документа",
		"There is no such SNILS. Enter the number from the document")
)

// snilsUncontrolled is the highest number without a control number: below it they were given out before
// control numbers were introduced, so the form is accepted and the registry decides (IDN-1).
const snilsUncontrolled = "001001998"

// SNILS is the number of a person's pension insurance account: 11 digits, the last two a control number.
// Up to 001-001-998 any control number is accepted, since none is defined there; the number 000-000-000
// is refused.
type SNILS struct{ personal[snils] }

// ParseSNILS reads a SNILS written with any spaces and dashes. It returns ErrSNILSForm, ErrSNILSChecksum
// or ErrSNILSUnissued.
func ParseSNILS(input string) (SNILS, error) {
	text, err := snils{}.read(input)
	return SNILS{keep[snils](text)}, err
}

type snils struct{}

func (snils) read(input string) (string, error) {
	text, ok := digits(input, 11)
	if !ok {
		return "", ErrSNILSForm
	}
	number, control := text[:9], text[9:]
	switch {
	case number == "000000000":
		return "", ErrSNILSUnissued
	case number <= snilsUncontrolled:
		return text, nil
	case weighted(number, 9, 8, 7, 6, 5, 4, 3, 2, 1)%101%100 != remainder(control, 100):
		return "", ErrSNILSChecksum
	default:
		return text, nil
	}
}

func (snils) format(s string) string {
	return s[:3] + "-" + s[3:6] + "-" + s[6:9] + " " + s[9:]
}

func (k snils) mask(s string) string { return stars(k.format(s), 2) }
