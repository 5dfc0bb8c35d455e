package identity

import (
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Policy holds the figures that all ways share.
type Policy struct {
	// ReportFor is how long after a confirmation its owner can say that it was not them (CNF-11): 240 h.
	ReportFor time.Duration
}

// DefaultPolicy returns the figures of the rules.
func DefaultPolicy() Policy { return Policy{ReportFor: 240 * time.Hour} }

// Validate reports every figure that cannot work, on the fault.Permanent axis.
func (p Policy) Validate() error {
	if p.ReportFor <= 0 {
		return fault.AsPermanent(fmt.Errorf("identity policy: ReportFor %v is not positive", p.ReportFor))
	}
	return nil
}
