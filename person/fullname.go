package person

import (
	"encoding/json"
	"log/slog"
	"strconv"
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// FullName is a person's name: family name, given name and, where there is one, patronymic. Values
// compare with ==.
type FullName struct{ family, given, patronymic Name }

// ParseFullName is Policy.ParseFullName with the default figures.
func ParseFullName(family, given, patronymic string) (FullName, error) {
	return DefaultPolicy().ParseFullName(family, given, patronymic)
}

// ParseFullName reads the parts of a name; an empty patronymic means none. The refusal has the faults of
// all parts, those of ParseName, at "family", "given" and "patronymic".
func (p Policy) ParseFullName(family, given, patronymic string) (FullName, error) {
	var full FullName
	var familyErr, givenErr, patronymicErr error
	full.family, familyErr = p.ParseName(family)
	full.given, givenErr = p.ParseName(given)
	if strings.TrimSpace(patronymic) != "" {
		full.patronymic, patronymicErr = p.ParseName(patronymic)
	}
	err := fault.Join(
		fault.At("family", familyErr), fault.At("given", givenErr), fault.At("patronymic", patronymicErr),
	)
	if err != nil {
		return FullName{}, err
	}
	return full, nil
}

// Family gives the family name.
func (n FullName) Family() Name { return n.family }

// Given gives the given name.
func (n FullName) Given() Name { return n.given }

// Patronymic gives the patronymic; the zero Name when there is none.
func (n FullName) Patronymic() Name { return n.patronymic }

// IsZero reports whether there is no name.
func (n FullName) IsZero() bool { return n == FullName{} }

// Reveal gives the name in full: family name, given name, patronymic.
func (n FullName) Reveal() string { return n.join(Name.Reveal) }

// Format gives the name as people write it, which is its canonical form.
func (n FullName) Format() string { return n.Reveal() }

// Masked gives the first letters only.
func (n FullName) Masked() string { return n.join(Name.Masked) }

// String is Masked.
func (n FullName) String() string { return n.Masked() }

// GoString is Masked in quotes.
func (n FullName) GoString() string { return strconv.Quote(n.Masked()) }

// LogValue is Masked.
func (n FullName) LogValue() slog.Value { return slog.StringValue(n.Masked()) }

func (n FullName) join(part func(Name) string) string {
	return strings.TrimSpace(part(n.family) + " " + part(n.given) + " " + part(n.patronymic))
}

type fullNameJSON struct {
	Family     Name `json:"family"`
	Given      Name `json:"given"`
	Patronymic Name `json:"patronymic,omitzero"`
}

// MarshalJSON gives an object with "family", "given" and "patronymic" in full: see the package's
// documentation on JSON.
func (n FullName) MarshalJSON() ([]byte, error) {
	return json.Marshal(fullNameJSON{n.family, n.given, n.patronymic})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (n *FullName) UnmarshalJSON(data []byte) error {
	var stored fullNameJSON
	if err := json.Unmarshal(data, &stored); err != nil {
		return err
	}
	*n = FullName{stored.Family, stored.Given, stored.Patronymic}
	return nil
}
