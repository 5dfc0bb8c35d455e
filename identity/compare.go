package identity

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// Difference is a field of the profile that whoever vouches has otherwise. It holds no personal data.
type Difference struct {
	// Field is its path in the profile.
	Field string `json:"field"`
	// OnlyYo says that the two spellings differ in ё and е only (IDN-6).
	OnlyYo bool `json:"onlyYo,omitempty"`
}

// Compare names the fields of the verified profile that whoever vouches for the person has otherwise: name, birth
// date, SNILS, INN, kind and number of the document. The texts of vouched are canonical, as profile.Profile.Reveal
// gives them; names may be as the voucher writes them. Case does not matter in names, since banks and certificates
// write in capitals; ё does (IDN-6). What one of the two does not know says nothing, except a part of the name that
// only one has, and a document of another kind.
func Compare(vouched profile.Form, verified profile.Profile) []Difference {
	var differences []Difference
	name := func(path, vouched string, stated person.Name) {
		if vouched == "" && stated.IsZero() {
			return
		}
		named, err := person.ParseName(vouched)
		if err != nil || !strings.EqualFold(named.Reveal(), stated.Reveal()) {
			differences = append(differences, Difference{Field: path, OnlyYo: person.DiffersOnlyInYo(named, stated)})
		}
	}
	other := func(path, vouched, stated string) {
		if vouched != "" && stated != "" && vouched != stated {
			differences = append(differences, Difference{Field: path})
		}
	}
	held := verified.Reveal()
	name("name.family", vouched.Name.Family, verified.Name.Family())
	name("name.given", vouched.Name.Given, verified.Name.Given())
	name("name.patronymic", vouched.Name.Patronymic, verified.Name.Patronymic())
	other("bornOn", vouched.BornOn, held.BornOn)
	other("snils", vouched.SNILS, held.SNILS)
	if vouched.Document.Kind != held.Document.Kind {
		other("document.kind", string(vouched.Document.Kind), string(held.Document.Kind))
	} else {
		other("document.number", vouched.Document.Number, held.Document.Number)
	}
	other("inn", vouched.INN, held.INN)
	return differences
}

// Refuse says of every difference what to do about it: mismatch, or onlyYo where that is all. It is nil when there is
// none.
func Refuse(differences []Difference, mismatch, onlyYo fault.Fault) error {
	faults := make([]error, len(differences))
	for n, difference := range differences {
		says := mismatch
		if difference.OnlyYo {
			says = onlyYo
		}
		faults[n] = says.At(difference.Field)
	}
	return fault.Join(faults...)
}
