package person

import "github.com/kabinet-go/kabinet/fault"

// Refusals of ParseForeignPassport and ParseResidencePermit.
var (
	ErrForeignPassportForm = fault.Define("person.foreign-passport.form",
		"У заграничного паспорта 2 цифры серии и 7 цифр номера, например 62 1234567. Сверьте их с документом",
		"A passport for travel abroad has 2 digits of series and 7 of number, for example 62 1234567. Compare them with the document")
	ErrResidencePermitForm = fault.Define("person.residence-permit.form",
		"У вида на жительство 2 цифры серии и 7 цифр номера, например 82 1234567. Сверьте их с документом",
		"A residence permit has 2 digits of series and 7 of number, for example 82 1234567. Compare them with the document")
)

// ForeignPassport is series (2 digits) and number (7 digits) of a Russian passport for travel abroad.
type ForeignPassport struct{ personal[foreignPassport] }

// ParseForeignPassport reads series and number together; spaces and dashes do not matter. It returns
// ErrForeignPassportForm.
func ParseForeignPassport(input string) (ForeignPassport, error) {
	text, err := foreignPassport{}.read(input)
	return ForeignPassport{keep[foreignPassport](text)}, err
}

// ResidencePermit is series (2 digits) and number (7 digits) of a permit to live in Russia, the identity
// document of a person without a Russian passport.
type ResidencePermit struct{ personal[residencePermit] }

// ParseResidencePermit reads series and number together; spaces and dashes do not matter. It returns
// ErrResidencePermitForm.
func ParseResidencePermit(input string) (ResidencePermit, error) {
	text, err := residencePermit{}.read(input)
	return ResidencePermit{keep[residencePermit](text)}, err
}

type foreignPassport struct{}

func (foreignPassport) read(input string) (string, error) {
	text, ok := digits(input, 9)
	if !ok {
		return "", ErrForeignPassportForm
	}
	return text, nil
}

func (foreignPassport) format(s string) string { return s[:2] + " " + s[2:] }
func (k foreignPassport) mask(s string) string { return stars(k.format(s), 3) }

type residencePermit struct{}

func (residencePermit) read(input string) (string, error) {
	text, ok := digits(input, 9)
	if !ok {
		return "", ErrResidencePermitForm
	}
	return text, nil
}

func (residencePermit) format(s string) string { return s[:2] + " " + s[2:] }
func (k residencePermit) mask(s string) string { return stars(k.format(s), 3) }
