package letter

import (
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// Policy holds the figures of letters.
type Policy struct {
	// ValidFor is the life of a code from the order: 90 days (CNF-4). It is accepted before it has passed.
	ValidFor time.Duration
	// RepeatAfter is how long after a letter the next can be ordered: 30 days (CNF-4).
	RepeatAfter time.Duration
	// RemindAfter is how long after the latest news of it a printed letter that was not used is reminded of, once: 14
	// days (CNF-4, NOT-5).
	RemindAfter time.Duration
	// Timeout is how long one call of the post office may take: 10 s.
	Timeout time.Duration
	// Retry is the pause before a letter that was not printed is tried again: 1 min, doubled with each failure up to
	// Longest: 1 h.
	Retry, Longest time.Duration
	// TrackEvery is how often a post office that can tell is asked about a letter under way: 6 h.
	TrackEvery time.Duration
	// BreakerFailures is after how many failures in a row the post office is left alone, and BreakerRest for how
	// long: 5, 30 s.
	BreakerFailures uint32
	BreakerRest     time.Duration
	// Person says what an address given for a letter must be like.
	Person person.Policy
}

const day = 24 * time.Hour

// DefaultPolicy returns the figures named at the fields of Policy.
func DefaultPolicy() Policy {
	return Policy{
		ValidFor:        90 * day,
		RepeatAfter:     30 * day,
		RemindAfter:     14 * day,
		Timeout:         10 * time.Second,
		Retry:           time.Minute,
		Longest:         time.Hour,
		TrackEvery:      6 * time.Hour,
		BreakerFailures: 5,
		BreakerRest:     30 * time.Second,
		Person:          person.DefaultPolicy(),
	}
}

// Validate reports every figure that cannot work, on the fault.Permanent axis.
func (p Policy) Validate() error {
	var mistakes []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("letter policy: "+format, args...))
		}
	}
	demand(p.ValidFor > 0, "ValidFor %v is not positive", p.ValidFor)
	demand(p.RepeatAfter >= 0, "RepeatAfter %v is negative", p.RepeatAfter)
	demand(p.RemindAfter > 0, "RemindAfter %v is not positive", p.RemindAfter)
	demand(p.Timeout > 0, "Timeout %v is not positive", p.Timeout)
	demand(p.Retry > 0, "Retry %v is not positive", p.Retry)
	demand(p.Longest >= p.Retry, "Longest %v is less than Retry %v", p.Longest, p.Retry)
	demand(p.TrackEvery > 0, "TrackEvery %v is not positive", p.TrackEvery)
	demand(p.BreakerFailures > 0, "BreakerFailures is 0")
	demand(p.BreakerRest > 0, "BreakerRest %v is not positive", p.BreakerRest)
	return fault.AsPermanent(errors.Join(mistakes...))
}

// retry returns the pause after that many failures, from 1.
func (p Policy) retry(failures int) time.Duration {
	pause := p.Retry
	for range failures - 1 {
		if pause >= p.Longest/2 {
			return p.Longest
		}
		pause *= 2
	}
	return pause
}
