package profile

import (
	"errors"
	"slices"

	"github.com/kabinet-go/kabinet/person"
)

// Policy holds what portals differ in.
type Policy struct {
	// Person has the figures of the values, MinimumAge among them (IDN-8).
	Person person.Policy
	// CitizenDocuments and ForeignerDocuments are the kinds of identity documents accepted from citizens
	// of Russia and from others: a passport; a residence permit.
	CitizenDocuments, ForeignerDocuments []person.DocumentKind
	// LongestText is the most code points a field of a draft may have: 500, so that what is too long for
	// its own rule can still be kept and shown.
	LongestText int
}

// DefaultPolicy gives the figures named at the fields of Policy.
func DefaultPolicy() Policy {
	return Policy{
		Person:             person.DefaultPolicy(),
		CitizenDocuments:   []person.DocumentKind{person.DocumentPassport},
		ForeignerDocuments: []person.DocumentKind{person.DocumentResidencePermit},
		LongestText:        500,
	}
}

// Validate tells everything that is wrong with the policy, joined.
func (p Policy) Validate() error {
	wrong := []error{p.Person.Validate()}
	if p.LongestText <= 0 {
		wrong = append(wrong, errors.New("profile: policy: LongestText must be positive"))
	}
	known := []person.DocumentKind{person.DocumentPassport, person.DocumentForeignPassport, person.DocumentResidencePermit}
	for _, kind := range slices.Concat(p.CitizenDocuments, p.ForeignerDocuments) {
		if !slices.Contains(known, kind) {
			wrong = append(wrong, errors.New("profile: policy: there is no document of the kind "+string(kind)))
		}
	}
	if len(p.CitizenDocuments) == 0 && len(p.ForeignerDocuments) == 0 {
		wrong = append(wrong, errors.New("profile: policy: without any kind of document nobody can submit a profile"))
	}
	return errors.Join(wrong...)
}

// documents gives the kinds accepted from somebody of that citizenship.
func (p Policy) documents(citizenship person.Citizenship) []person.DocumentKind {
	if citizenship.Russian() {
		return p.CitizenDocuments
	}
	return p.ForeignerDocuments
}
