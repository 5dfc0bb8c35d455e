package bank

import (
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Policy holds the figures of confirming by a bank. The rules name none of them; those here leave time to sign in at
// a bank, and none to collect assertions.
type Policy struct {
	// RequestFor is how long a request waits for its answer, from 5 to 15 minutes: 10 min.
	RequestFor time.Duration
	// Validity bounds how long an assertion counts.
	Validity Validity
	// RequestsPerDay bounds how many requests an account begins in any 24 hours: 10.
	RequestsPerDay int
	// RepliesPerRequest is how many replies that are no answer a request bears: 5.
	RepliesPerRequest int
	// Timeout is how long verifying one assertion may take, the fetching of keys included: 10 s.
	Timeout time.Duration
}

// Bounds of Policy.RequestFor.
const (
	shortestRequest = 5 * time.Minute
	longestRequest  = 15 * time.Minute
)

// DefaultPolicy returns the figures named at the fields of Policy.
func DefaultPolicy() Policy {
	return Policy{
		RequestFor: 10 * time.Minute, Validity: DefaultValidity(), RequestsPerDay: 10, RepliesPerRequest: 5,
		Timeout: 10 * time.Second,
	}
}

// Validate reports every figure that cannot work, on the fault.Permanent axis.
func (p Policy) Validate() error {
	mistakes := []error{p.Validity.validate()}
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("bank policy: "+format, args...))
		}
	}
	demand(p.RequestFor >= shortestRequest && p.RequestFor <= longestRequest,
		"RequestFor %v is not from %v to %v", p.RequestFor, shortestRequest, longestRequest)
	demand(p.RequestsPerDay > 0, "RequestsPerDay %d is not positive", p.RequestsPerDay)
	demand(p.RepliesPerRequest > 0, "RepliesPerRequest %d is not positive", p.RepliesPerRequest)
	demand(p.Timeout > 0, "Timeout %v is not positive", p.Timeout)
	return fault.AsPermanent(errors.Join(mistakes...))
}
