package signing

import (
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Policy holds the figures of confirming by signature.
type Policy struct {
	// StatementFor is how long a statement can be signed (CNF-7): 30 min.
	StatementFor time.Duration
	// RepliesPerStatement is how many replies that are no right signature a statement bears: 10. The rules name no
	// figure; a person with several certificates and programs needs a few.
	RepliesPerStatement int
	// Timeout is how long the verification of one signature may take, revocation lists included: 20 s.
	Timeout time.Duration
}

// DefaultPolicy returns the figures named at the fields of Policy.
func DefaultPolicy() Policy {
	return Policy{StatementFor: 30 * time.Minute, RepliesPerStatement: 10, Timeout: 20 * time.Second}
}

// Validate reports every figure that cannot work, on the fault.Permanent axis.
func (p Policy) Validate() error {
	var mistakes []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("signing policy: "+format, args...))
		}
	}
	demand(p.StatementFor > 0, "StatementFor %v is not positive", p.StatementFor)
	demand(p.RepliesPerStatement > 0, "RepliesPerStatement %d is not positive", p.RepliesPerStatement)
	demand(p.Timeout > 0, "Timeout %v is not positive", p.Timeout)
	return fault.AsPermanent(errors.Join(mistakes...))
}
