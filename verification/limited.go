package verification

import (
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Limited means that something was done as often as the policy allows.
type Limited struct {
	// Limit is which limit is reached, Wait how long it lasts.
	Limit fault.Fault
	Wait  time.Duration
	// Path is that of the field it is about; empty when it is about the whole profile.
	Path string
}

// Fault implements fault.Faulty.
func (e *Limited) Fault() fault.Fault { return e.Limit.With("wait", e.Wait).At(e.Path) }

// Error gives the English message.
func (e *Limited) Error() string { return e.Fault().Error() }

// Is matches the limit reached and the axis of refusals.
func (e *Limited) Is(target error) bool { return e.Limit.Is(target) }

// limit is how often something may be done in any time of that length.
type limit struct {
	fault  fault.Fault
	most   int
	window time.Duration
}

// limited refuses one more with a [*Limited] after these times, oldest first, when a limit is reached; of several the
// one that lasts longest.
func limited(path string, times []time.Time, now time.Time, limits ...limit) error {
	refusal := &Limited{Path: path}
	for _, limit := range limits {
		if len(times) < limit.most {
			continue
		}
		if wait := times[len(times)-limit.most].Add(limit.window).Sub(now); wait > refusal.Wait {
			refusal.Limit, refusal.Wait = limit.fault, wait
		}
	}
	if refusal.Wait > 0 {
		return refusal
	}
	return nil
}
