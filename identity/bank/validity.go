package bank

import (
	"errors"
	"fmt"
	"time"
)

// Validity bounds for how long an assertion counts.
type Validity struct {
	// Longest is how far its end may lie after its beginning: 5 min. It is made for one redirect.
	Longest time.Duration
	// Skew is by how much the clocks of bank and portal may differ: 30 s.
	Skew time.Duration
}

// DefaultValidity returns the figures named at the fields of Validity.
func DefaultValidity() Validity { return Validity{Longest: 5 * time.Minute, Skew: 30 * time.Second} }

// Check refuses what does not count at that time, or would for too long.
func (v Validity) Check(issued, expires, at time.Time) error {
	switch {
	case issued.IsZero(), expires.IsZero(), !expires.After(issued):
		return ErrIncomplete
	case expires.Sub(issued) > v.Longest:
		return ErrValidTooLong.With("max", v.Longest)
	case issued.After(at.Add(v.Skew)):
		return ErrNotYetValid
	case !at.Before(expires.Add(v.Skew)):
		return ErrExpired
	}
	return nil
}

func (v Validity) validate() error {
	var mistakes []error
	if v.Longest <= 0 {
		mistakes = append(mistakes, fmt.Errorf("bank policy: Validity.Longest %v is not positive", v.Longest))
	}
	if v.Skew < 0 || v.Skew > v.Longest {
		mistakes = append(mistakes, fmt.Errorf("bank policy: Validity.Skew %v is not from 0 to Longest %v", v.Skew, v.Longest))
	}
	return errors.Join(mistakes...)
}
