package signing

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// Difference is a field of the profile that the certificate has otherwise.
type Difference struct {
	// Field is its path.
	Field string `json:"field"`
	// OnlyYo says that the two spellings differ in ё and е only (IDN-6).
	OnlyYo bool `json:"onlyYo,omitempty"`
}

// compare names the fields in which a certificate is not of the person of the profile. The SNILS decides who it is;
// the name must be there and agree, but for its case; an INN that one of the two does not know says nothing.
func compare(subject signature.Subject, p profile.Profile) []Difference {
	var differences []Difference
	name := func(path, certified string, stated person.Name) {
		if certified == "" && stated.IsZero() {
			return
		}
		named, err := person.ParseName(certified)
		if err != nil || !strings.EqualFold(named.Reveal(), stated.Reveal()) {
			differences = append(differences, Difference{Field: path, OnlyYo: person.DiffersOnlyInYo(named, stated)})
		}
	}
	given, patronymic, _ := strings.Cut(strings.TrimSpace(subject.GivenNames.Reveal()), " ")
	name("name.family", subject.Surname.Reveal(), p.Name.Family())
	name("name.given", given, p.Name.Given())
	name("name.patronymic", patronymic, p.Name.Patronymic())
	if subject.SNILS != p.SNILS {
		differences = append(differences, Difference{Field: "snils"})
	}
	if !subject.INN.IsZero() && !p.INN.IsZero() && subject.INN != p.INN {
		differences = append(differences, Difference{Field: "inn"})
	}
	return differences
}

// refusal says of every difference what to do about it; nil when there is none.
func refusal(differences []Difference) error {
	faults := make([]error, len(differences))
	for n, difference := range differences {
		says := ErrMismatch
		if difference.OnlyYo {
			says = ErrOnlyYo
		}
		faults[n] = says.At(difference.Field)
	}
	return fault.Join(faults...)
}
