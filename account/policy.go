package account

import (
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Policy holds the figures of an account's life.
type Policy struct {
	// RequiredConsents are the purposes without which nobody registers (REG-2).
	RequiredConsents []Purpose
	// AbandonAfter is when an unfinished registration ends and its personal data are erased (REG-7):
	// 7 days.
	AbandonAfter time.Duration
	// RemindAfter are the ages at which an unfinished registration is reminded of (NOT-5): 1, 3 and 6
	// days. Ascending, all below AbandonAfter.
	RemindAfter []time.Duration
}

const day = 24 * time.Hour

// DefaultPolicy returns the figures of the rules.
func DefaultPolicy() Policy {
	return Policy{
		RequiredConsents: []Purpose{Terms, PersonalData},
		AbandonAfter:     7 * day,
		RemindAfter:      []time.Duration{1 * day, 3 * day, 6 * day},
	}
}

// Validate reports every figure that cannot work, on the fault.Permanent axis.
func (p Policy) Validate() error {
	var mistakes []error
	if p.AbandonAfter <= 0 {
		mistakes = append(mistakes, fmt.Errorf("account policy: AbandonAfter %v is not positive", p.AbandonAfter))
	}
	earlier := time.Duration(0)
	for _, age := range p.RemindAfter {
		if age <= earlier || age >= p.AbandonAfter {
			mistakes = append(mistakes, fmt.Errorf(
				"account policy: RemindAfter %v is not after %v and before AbandonAfter %v", age, earlier, p.AbandonAfter))
		}
		earlier = age
	}
	return fault.AsPermanent(errors.Join(mistakes...))
}
