package centre

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Directory knows the service centres. Implementations are safe for concurrent use, and may block until the context is
// done. Trouble is on fault.Transient, unless the context has ended, whose error is returned then.
type Directory interface {
	// Centre returns the centre of that id, or [ErrUnknownCentre].
	Centre(ctx context.Context, id string) (Centre, error)
	// Find returns the centres that the query is about, ordered by region, name and id; none is no error.
	Find(ctx context.Context, query Query) ([]Centre, error)
}

// ErrUnknownCentre means that the directory has no such centre.
var ErrUnknownCentre = fault.Define("centre.unknown",
	"Такого центра обслуживания нет", "There is no such service centre")

// Query says which centres are wanted (CNF-3). Empty parts say nothing.
type Query struct {
	// Region is a code of [Centre.Region].
	Region string
	Kind   Kind
	// Accredited leaves out the centres that are not accredited at that time; the zero time none.
	Accredited time.Time
}

// Wants reports whether the query is about the centre.
func (q Query) Wants(c Centre) bool {
	return (q.Region == "" || q.Region == c.Region) &&
		(q.Kind == "" || q.Kind == c.Kind) &&
		(q.Accredited.IsZero() || c.AccreditedAt(q.Accredited))
}

// Kind is what sort of centre it is.
type Kind string

// The kinds: a multifunctional centre of public services, a post office, an office of a telecom operator, of a bank.
const (
	MFC        Kind = "mfc"
	PostOffice Kind = "post-office"
	Telecom    Kind = "telecom"
	BankOffice Kind = "bank-office"
)

// Kinds lists them all.
func Kinds() []Kind { return []Kind{MFC, PostOffice, Telecom, BankOffice} }

// Centre is a place at which people show who they are.
type Centre struct {
	// ID names it in events: lower-case letters, digits and hyphens, at most 60.
	ID   string
	Kind Kind
	Name fault.Text
	// Region is the code of a subject of the Russian Federation, two or three digits as in plates: "77".
	Region     string
	RegionName fault.Text
	Address    fault.Text
	// Phone is as people read it; it may be empty.
	Phone string
	Hours Hours
	// The accreditation counts from AccreditedFrom until before AccreditedUntil; a zero until has no end, and a zero from
	// means that there is none.
	AccreditedFrom, AccreditedUntil time.Time
}

// AccreditedAt reports whether the centre may vouch for people at that time.
func (c Centre) AccreditedAt(at time.Time) bool {
	return !c.AccreditedFrom.IsZero() && !at.Before(c.AccreditedFrom) &&
		(c.AccreditedUntil.IsZero() || at.Before(c.AccreditedUntil))
}

var (
	centreID   = regexp.MustCompile(`^[a-z0-9-]{1,60}$`)
	regionCode = regexp.MustCompile(`^[0-9]{2,3}$`)
)

// Validate names everything that an entry of a directory lacks, on the fault.Permanent axis.
func (c Centre) Validate() error {
	var mistakes []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("centre %q: "+format, append([]any{c.ID}, args...)...))
		}
	}
	both := func(t fault.Text) bool { return t.Russian != "" && t.English != "" }
	demand(centreID.MatchString(c.ID), "its id is not made of a-z, 0-9 and hyphens, or is longer than 60")
	demand(c.Kind.known(), "its kind %q is none of %v", c.Kind, Kinds())
	demand(both(c.Name), "its name is needed in both languages")
	demand(regionCode.MatchString(c.Region), "its region %q is no code of two or three digits", c.Region)
	demand(both(c.RegionName), "the name of its region is needed in both languages")
	demand(both(c.Address), "its address is needed in both languages")
	demand(c.AccreditedUntil.IsZero() || c.AccreditedUntil.After(c.AccreditedFrom), "its accreditation ends before it begins")
	if err := c.Hours.validate(); err != nil {
		demand(false, "%w", err)
	}
	return fault.AsPermanent(errors.Join(mistakes...))
}

func (k Kind) known() bool {
	for _, kind := range Kinds() {
		if k == kind {
			return true
		}
	}
	return false
}
