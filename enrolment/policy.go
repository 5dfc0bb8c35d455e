package enrolment

import (
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Policy holds the figures of enrolments. The rules name none of them.
type Policy struct {
	// AcceptWithin is how long the person has to take over what was said of them: 7 days, as long as a registration
	// has to be finished (REG-7).
	AcceptWithin time.Duration
	// VerifyWithin is how long after that the profile has to be verified: 30 days, which leaves registries their 5
	// (VER-5) and the person time to correct it.
	VerifyWithin time.Duration
	// Tries is how many wrong SNILS end an enrolment: 5, as many as a code bears (COD-3).
	Tries int
}

const day = 24 * time.Hour

// DefaultPolicy returns the figures named at the fields of Policy.
func DefaultPolicy() Policy { return Policy{AcceptWithin: 7 * day, VerifyWithin: 30 * day, Tries: 5} }

// Validate reports every figure that cannot work, on the fault.Permanent axis.
func (p Policy) Validate() error {
	var mistakes []error
	demand := func(ok bool, name string, figure any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("enrolment policy: %s %v is not positive", name, figure))
		}
	}
	demand(p.AcceptWithin > 0, "AcceptWithin", p.AcceptWithin)
	demand(p.VerifyWithin > 0, "VerifyWithin", p.VerifyWithin)
	demand(p.Tries > 0, "Tries", p.Tries)
	return fault.AsPermanent(errors.Join(mistakes...))
}
