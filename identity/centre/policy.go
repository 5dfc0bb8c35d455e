package centre

import (
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Policy holds the figures and the choice of confirming at a service centre.
type Policy struct {
	// AtOnce has a document that agrees confirm the identity there and then, which is the default. Otherwise the person
	// is handed a slip with a sealed code, and confirms by entering it (CNF-2).
	AtOnce bool
	// CodeFor is the life of such a code: 7 days (CNF-2). It is accepted before it has passed.
	CodeFor time.Duration
	// Timeout is how long one call of the directory may take: 5 s.
	Timeout time.Duration
}

const day = 24 * time.Hour

// DefaultPolicy returns the figures named at the fields of Policy.
func DefaultPolicy() Policy { return Policy{AtOnce: true, CodeFor: 7 * day, Timeout: 5 * time.Second} }

// Validate reports every figure that cannot work, on the fault.Permanent axis.
func (p Policy) Validate() error {
	var mistakes []error
	if p.CodeFor <= 0 {
		mistakes = append(mistakes, fmt.Errorf("centre policy: CodeFor %v is not positive", p.CodeFor))
	}
	if p.Timeout <= 0 {
		mistakes = append(mistakes, fmt.Errorf("centre policy: Timeout %v is not positive", p.Timeout))
	}
	return fault.AsPermanent(errors.Join(mistakes...))
}
