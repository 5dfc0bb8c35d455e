package letter

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// Contents are what a letter says of a person: the name and address on it, and with them what its code vouches for
// (CNF-5).
type Contents struct {
	Name     person.FullName         `json:"name"`
	BornOn   person.Date             `json:"bornOn"`
	SNILS    person.SNILS            `json:"snils"`
	Document person.IdentityDocument `json:"document"`
	Address  person.Address          `json:"address"`
}

// Format tells nothing, whatever the verb.
func (Contents) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "***") }

// LogValue tells nothing.
func (Contents) LogValue() slog.Value { return slog.StringValue("***") }

func contentsOf(p profile.Profile, to person.Address) Contents {
	return Contents{Name: p.Name, BornOn: p.BornOn, SNILS: p.SNILS, Document: p.Document, Address: to}
}

// changed returns the paths of the parts that the profile now has otherwise.
func (c Contents) changed(p profile.Profile, to AddressKind) []string {
	var paths []string
	differs := func(path string, different bool) {
		if different {
			paths = append(paths, path)
		}
	}
	differs("name", c.Name != p.Name)
	differs("bornOn", c.BornOn != p.BornOn)
	differs("snils", c.SNILS != p.SNILS)
	differs("document", c.Document != p.Document)
	if address, ofProfile := to.of(p.Addresses); ofProfile {
		differs("addresses."+string(to), c.Address != address)
	}
	return paths
}
