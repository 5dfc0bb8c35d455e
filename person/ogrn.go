package person

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// Refusals of ParseOGRN and ParseOGRNIP.
var (
	ErrOGRNForm = fault.Define("person.ogrn.form",
		"ОГРН — это 13 цифр, первая из них 1 или 5. Проверьте номер по выписке",
		"An OGRN has 13 digits, the first of them 1 or 5. Check it against the extract")
	ErrOGRNChecksum = fault.Define("person.ogrn.checksum",
		"В ОГРН опечатка: контрольная цифра не сходится. Проверьте номер по выписке",
		"There is a typing mistake in the OGRN: its control digit does not fit. Check it against the extract")
	ErrOGRNIPForm = fault.Define("person.ogrnip.form",
		"ОГРНИП — это 15 цифр, первая из них 3. Проверьте номер по выписке",
		"An OGRNIP has 15 digits, the first of them 3. Check it against the extract")
	ErrOGRNIPChecksum = fault.Define("person.ogrnip.checksum",
		"В ОГРНИП опечатка: контрольная цифра не сходится. Проверьте номер по выписке",
		"There is a typing mistake in the OGRNIP: its control digit does not fit. Check it against the extract")
)

// OGRN is the number of an organisation in the state register: 13 digits. Its first digit is 1 or 5;
// other ones begin numbers of register records, which name no organisation.
type OGRN struct{ personal[ogrn] }

// ParseOGRN reads an OGRN; spaces and dashes do not matter. It returns ErrOGRNForm or ErrOGRNChecksum.
func ParseOGRN(input string) (OGRN, error) {
	text, err := ogrn{}.read(input)
	return OGRN{keep[ogrn](text)}, err
}

// OGRNIP is the number of a sole trader in the state register: 15 digits, the first of them 3.
type OGRNIP struct{ personal[ogrnip] }

// ParseOGRNIP reads an OGRNIP; spaces and dashes do not matter. It returns ErrOGRNIPForm or
// ErrOGRNIPChecksum.
func ParseOGRNIP(input string) (OGRNIP, error) {
	text, err := ogrnip{}.read(input)
	return OGRNIP{keep[ogrnip](text)}, err
}

type ogrn struct{}

func (ogrn) read(input string) (string, error) {
	text, ok := digits(input, 13)
	switch {
	case !ok || !strings.ContainsRune("15", rune(text[0])):
		return "", ErrOGRNForm
	case remainder(text[:12], 11)%10 != int(text[12]-'0'):
		return "", ErrOGRNChecksum
	default:
		return text, nil
	}
}

func (ogrn) format(s string) string { return s }
func (ogrn) mask(s string) string   { return stars(s, 3) }

type ogrnip struct{}

func (ogrnip) read(input string) (string, error) {
	text, ok := digits(input, 15)
	switch {
	case !ok || text[0] != '3':
		return "", ErrOGRNIPForm
	case remainder(text[:14], 13)%10 != int(text[14]-'0'):
		return "", ErrOGRNIPChecksum
	default:
		return text, nil
	}
}

func (ogrnip) format(s string) string { return s }
func (ogrnip) mask(s string) string   { return stars(s, 3) }
