package person

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// ErrDriverLicenceForm is the refusal of ParseDriverLicence.
var ErrDriverLicenceForm = fault.Define("person.driver-licence.form",
	"У водительского удостоверения 4 знака серии и 6 цифр номера, например 77 16 123456 или 02 АА 000001. "+
		"Сверьте их с документом",
	"A driving licence has 4 characters of series and 6 digits of number, for example 77 16 123456 or 02 АА 000001. "+
		"Compare them with the document")

// DriverLicence is series and number of a Russian driving licence. The series has two digits of the
// region and two more digits or two letters, the number six digits. Only letters that look alike in both
// alphabets are used; the canonical form has Cyrillic capitals, Latin ones are read as those.
type DriverLicence struct{ personal[driverLicence] }

// ParseDriverLicence reads series and number together; spaces, dashes and the case of letters do not
// matter. It returns ErrDriverLicenceForm.
func ParseDriverLicence(input string) (DriverLicence, error) {
	text, err := driverLicence{}.read(input)
	return DriverLicence{keep[driverLicence](text)}, err
}

type driverLicence struct{}

const (
	licenceCyrillic = "АВЕКМНОРСТУХ"
	licenceLatin    = "ABEKMHOPCTYX"
)

func (driverLicence) read(input string) (string, error) {
	runes := []rune(compact(input))
	if len(runes) != 10 {
		return "", ErrDriverLicenceForm
	}
	region, series, number := string(runes[:2]), cyrillicLetters(string(runes[2:4])), string(runes[4:])
	lettered := strings.Trim(series, licenceCyrillic) == ""
	if !allDigits(region) || !allDigits(number) || !lettered && !allDigits(series) {
		return "", ErrDriverLicenceForm
	}
	return region + series + number, nil
}

// cyrillicLetters gives capitals, Latin ones that look alike as the Cyrillic ones of documents.
func cyrillicLetters(text string) string {
	letters := []rune(licenceCyrillic)
	return strings.Map(func(r rune) rune {
		if latin := strings.IndexRune(licenceLatin, r); latin >= 0 {
			return letters[latin]
		}
		return r
	}, strings.ToUpper(text))
}

func (driverLicence) format(s string) string {
	r := []rune(s)
	return string(r[:2]) + " " + string(r[2:4]) + " " + string(r[4:])
}

func (k driverLicence) mask(s string) string { return stars(k.format(s), 3) }
