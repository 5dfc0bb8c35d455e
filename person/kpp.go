package person

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// ErrKPPForm is the refusal of ParseKPP.
var ErrKPPForm = fault.Define("person.kpp.form",
	"КПП — это 9 знаков: 4 цифры налоговой инспекции, 2 цифры или заглавные латинские буквы, 3 цифры. "+
		"Проверьте его по справке",
	"A KPP has 9 characters: 4 digits of the tax office, 2 digits or Latin capitals, 3 digits. "+
		"Check it against the certificate")

// KPP is the code of the reason for which an organisation is registered with a tax office: NNNN, two
// digits or Latin capitals, NNN (IDN-2). The office is in a region, so the code does not begin with 00.
type KPP struct{ personal[kpp] }

// ParseKPP reads a KPP; spaces, dashes and the case of its letters do not matter. It returns ErrKPPForm.
func ParseKPP(input string) (KPP, error) {
	text, err := kpp{}.read(input)
	return KPP{keep[kpp](text)}, err
}

type kpp struct{}

func (kpp) read(input string) (string, error) {
	text := compact(input)
	if len(text) != 9 || !allDigits(text[:4]) || !allDigits(text[6:]) || text[:2] == "00" {
		return "", ErrKPPForm
	}
	for _, c := range []byte(text[4:6]) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return "", ErrKPPForm
		}
	}
	return strings.ToUpper(text), nil
}

func (kpp) format(s string) string { return s }
func (kpp) mask(s string) string   { return stars(s, 3) }
