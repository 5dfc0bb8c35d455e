package bank

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// compare names the fields that the bank has otherwise than the verified profile. Case does not matter in names,
// since banks write in capitals; ё does (IDN-6). What one of the two does not know says nothing, except a patronymic
// that only one has, and a document of another kind.
func (i Identity) compare(p profile.Profile) []Difference {
	var differences []Difference
	name := func(path string, a, b person.Name) {
		if !strings.EqualFold(a.Reveal(), b.Reveal()) {
			differences = append(differences, Difference{Field: path, OnlyYo: person.DiffersOnlyInYo(a, b)})
		}
	}
	other := func(path string, same bool) {
		if !same {
			differences = append(differences, Difference{Field: path})
		}
	}
	name("name.family", i.Name.Family(), p.Name.Family())
	name("name.given", i.Name.Given(), p.Name.Given())
	name("name.patronymic", i.Name.Patronymic(), p.Name.Patronymic())
	other("bornOn", i.BornOn == p.BornOn)
	other("snils", i.SNILS.IsZero() || i.SNILS == p.SNILS)
	if !i.Document.IsZero() {
		held := p.Document.Reveal()
		if i.Document.Kind() != held.Kind {
			other("document.kind", false)
		} else {
			other("document.number", i.Document.Number() == held.Number)
		}
	}
	other("inn", i.INN.IsZero() || p.INN.IsZero() || i.INN == p.INN)
	return differences
}

// refusal says of every difference what to do about it.
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
