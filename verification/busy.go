package verification

import (
	"errors"
	"fmt"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// BusyError is what a registry's adapter returns when the other side cannot answer now and says for how long
// to leave it alone. It is on the fault.Transient axis. That pause comes on top of the usual one (VER-3), so
// that not all come at its very end, and both together are no longer than Policy.Longest.
type BusyError struct{ After time.Duration }

// Error names the pause.
func (e *BusyError) Error() string {
	return fmt.Sprintf("verification: the registry is busy and wants to be left alone for %v", e.After)
}

// Is reports whether target is the fault.Transient axis.
func (e *BusyError) Is(target error) bool { return target == fault.Transient }

// wanted returns the pause that a failure asks for.
func wanted(failure error) time.Duration {
	var busy *BusyError
	if errors.As(failure, &busy) {
		return max(busy.After, 0)
	}
	return 0
}

// lengthened puts the next attempt off by the pause that a registry wants.
func lengthened(decision es.Decision[Verification], pause time.Duration, policy Policy) es.Decision[Verification] {
	return func(v Verification) ([]es.Event[Verification], error) {
		events, err := decision(v)
		for i, event := range events {
			if failed, ok := event.(RegistryUnavailable); ok {
				own := failed.Next.Sub(failed.At)
				failed.Next = failed.At.Add(min(own+min(pause, policy.Longest), policy.Longest).Truncate(precision))
				events[i] = failed
			}
		}
		return events, err
	}
}
