package centre

import (
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// Shown is what an operator reads from the papers that a person shows: the identity document, and the SNILS (CNF-2).
type Shown struct {
	Name   profile.NameForm    `json:"name"`
	BornOn string              `json:"bornOn"` // DD.MM.YYYY or YYYY-MM-DD
	Kind   person.DocumentKind `json:"documentKind"`
	Number string              `json:"documentNumber"` // series and number together
	SNILS  string              `json:"snils"`
}

// ErrSNILSMissing means that the operator has not noted the SNILS.
var ErrSNILSMissing = fault.Define("centre.snils-missing",
	"Внесите СНИЛС: без него личность в центре не подтверждается", "Enter the SNILS: without it no identity is confirmed at a centre")

// Format tells nothing, whatever the verb.
func (Shown) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "***") }

// LogValue tells nothing.
func (Shown) LogValue() slog.Value { return slog.StringValue("***") }

// canonical refuses what cannot stand in the papers, with every fault at its path in a profile.
func (s Shown) canonical() (Shown, error) {
	name, nameErr := person.ParseFullName(s.Name.Family, s.Name.Given, s.Name.Patronymic)
	bornOn, bornErr := person.ParseDate(s.BornOn)
	document, documentErr := person.ParseDocumentNumber(s.Kind, s.Number)
	snils, snilsErr := person.ParseSNILS(s.SNILS)
	if strings.TrimSpace(s.SNILS) == "" {
		snilsErr = ErrSNILSMissing
	}
	err := fault.Join(
		fault.At("name", nameErr), fault.At("bornOn", bornErr), fault.At("document", documentErr), fault.At("snils", snilsErr),
	)
	if err != nil {
		return Shown{}, err
	}
	return Shown{
		Name: profile.NameForm{
			Family: name.Family().Reveal(), Given: name.Given().Reveal(), Patronymic: name.Patronymic().Reveal(),
		},
		BornOn: bornOn.Reveal(), Kind: document.Kind(), Number: document.Number(), SNILS: snils.Reveal(),
	}, nil
}

// form is what was shown as a profile says it.
func (s Shown) form() profile.Form {
	return profile.Form{
		Name: s.Name, BornOn: s.BornOn, SNILS: s.SNILS,
		Document: person.IdentityDocumentForm{Kind: s.Kind, Number: s.Number},
	}
}
