package person

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// Refusals of ParseENP and ParseOldOMS.
var (
	ErrENPForm = fault.Define("person.enp.form",
		"Номер полиса ОМС — это 16 цифр. Проверьте, все ли цифры введены",
		"The number of a health policy has 16 digits. Check that all of them are there")
	ErrENPChecksum = fault.Define("person.enp.checksum",
		"В номере полиса ОМС опечатка: контрольная цифра не сходится. Сверьте его с полисом",
		"There is a typing mistake in the health policy number: its control digit does not fit. Compare it with the policy")
	ErrOldOMSForm = fault.Define("person.oms.form",
		"У полиса старого образца 6 цифр серии и 10 цифр номера. Если у вашего полиса иначе, введите единый номер из 16 цифр: его знает любая поликлиника",
		"An old health policy has 6 digits of series and 10 of number. If yours is different, enter the uniform number of 16 digits: any clinic knows it")
)

// ENP is the uniform number of a person's health policy: 16 digits, the last one by Luhn's rule (IDN-5).
type ENP struct{ personal[enp] }

// ParseENP reads an ENP; spaces and dashes do not matter. It returns ErrENPForm or ErrENPChecksum.
func ParseENP(input string) (ENP, error) {
	text, err := enp{}.read(input)
	return ENP{keep[enp](text)}, err
}

// OldOMS is a health policy of the old form: series of 6 digits and number of 10. Regions are known to
// have printed other series, of which nobody published a list; they are refused, because a policy of
// any form has an ENP which can be given instead.
type OldOMS struct{ personal[oldOMS] }

// ParseOldOMS reads series and number together; spaces and dashes do not matter. It returns ErrOldOMSForm.
func ParseOldOMS(input string) (OldOMS, error) {
	text, err := oldOMS{}.read(input)
	return OldOMS{keep[oldOMS](text)}, err
}

type enp struct{}

func (enp) read(input string) (string, error) {
	text, ok := digits(input, 16)
	switch {
	case !ok, strings.Trim(text, "0") == "":
		return "", ErrENPForm
	case luhn(text) != 0:
		return "", ErrENPChecksum
	default:
		return text, nil
	}
}

// luhn gives what the sum of ISO/IEC 7812-1 leaves over; 0 when the last digit is right.
func luhn(digits string) int {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return sum % 10
}

func (enp) format(s string) string { return s[:4] + " " + s[4:8] + " " + s[8:12] + " " + s[12:] }
func (k enp) mask(s string) string { return stars(k.format(s), 4) }

type oldOMS struct{}

func (oldOMS) read(input string) (string, error) {
	text, ok := digits(input, 16)
	if !ok {
		return "", ErrOldOMSForm
	}
	return text, nil
}

func (oldOMS) format(s string) string { return s[:6] + " " + s[6:] }
func (k oldOMS) mask(s string) string { return stars(k.format(s), 4) }
