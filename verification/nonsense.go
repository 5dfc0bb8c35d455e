package verification

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// ErrNonsense means that a registry answered outside its contract. The answer is not believed; it is asked
// again, so the error is transient.
var ErrNonsense = errors.New("verification: the registry's answer makes no sense")

// longestTicket is what a claim's key and a log line bear well.
const longestTicket = 200

// sensible returns an error wrapping [ErrNonsense] for an answer that cannot be one to the check.
func (a Answer) sensible(check Check) error {
	nonsense := func(format string, args ...any) error {
		return fault.AsTransient(fmt.Errorf("%w: "+format, append([]any{ErrNonsense}, args...)...))
	}
	switch a.Outcome {
	case OutcomeMatched, OutcomeNotFound, OutcomeLost:
		if len(a.Differences) > 0 || a.Ticket != "" {
			return nonsense("%s with differences or a ticket", a.Outcome)
		}
	case OutcomeMismatched:
		if len(a.Differences) == 0 {
			return nonsense("a mismatch that names no field")
		}
		for _, difference := range a.Differences {
			if !check.Compares(difference.Field) {
				return nonsense("a mismatch in a field that was not asked about")
			}
		}
	case OutcomePending:
		if a.Ticket == "" || len(a.Ticket) > longestTicket || strings.ContainsFunc(a.Ticket, func(r rune) bool {
			return r > unicode.MaxASCII || !unicode.IsPrint(r)
		}) {
			return nonsense("pending without a ticket of 1 to %d printable characters", longestTicket)
		}
		if a.PollAfter < 0 {
			return nonsense("to be polled in the past")
		}
	default:
		return nonsense("an unknown outcome")
	}
	return nil
}

// final returns an error wrapping [ErrNonsense] for what a registry cannot call with: it must be sensible,
// and say what the registry has to say.
func (a Answer) final(check Check) error {
	if a.Outcome == OutcomePending || a.Outcome == OutcomeLost {
		return fault.AsTransient(fmt.Errorf("%w: a call that says %s", ErrNonsense, a.Outcome))
	}
	return a.sensible(check)
}

// disbelieved records that a registry called with nonsense, as often as the policy keeps it. The check goes on
// waiting for an answer; where none is waited for with that ticket, nothing is recorded (VER-7).
func (a Answer) disbelieved(check Check, ticket string, policy Policy, now time.Time) es.Decision[Verification] {
	return func(v Verification) ([]es.Event[Verification], error) {
		if !v.waits(check, ticket) || v.Disbelieved >= policy.KeepNonsense {
			return nil, nil
		}
		event := CallbackDisbelieved{Account: v.Account, Check: check, At: now}
		if slices.Contains(outcomes, a.Outcome) {
			event.Outcome = a.Outcome
		}
		return []es.Event[Verification]{event}, nil
	}
}
