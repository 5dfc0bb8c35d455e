package identity

import (
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Policy holds the figures that all ways share.
type Policy struct {
	// ReportFor is how long after a confirmation its owner can say that it was not them (CNF-11): 240 h.
	ReportFor time.Duration
	// Codes are those that letters and service centres hand over.
	Codes CodePolicy
}

const day = 24 * time.Hour

// DefaultPolicy returns the figures of the rules.
func DefaultPolicy() Policy {
	return Policy{
		ReportFor: 240 * time.Hour,
		Codes:     CodePolicy{Length: 10, Tries: 5, TriesWithin: 10 * time.Minute, WrongPerDay: 20},
	}
}

// Validate reports every figure that cannot work, on the fault.Permanent axis.
func (p Policy) Validate() error {
	var mistake error
	if p.ReportFor <= 0 {
		mistake = fmt.Errorf("identity policy: ReportFor %v is not positive", p.ReportFor)
	}
	return fault.AsPermanent(errors.Join(mistake, p.Codes.validate()))
}
