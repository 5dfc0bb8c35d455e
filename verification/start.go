package verification

import (
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/profile"
)

// Start begins the checking of a submission. Checks that the verification before has passed, on data that
// did not change since, are carried over (PRO-5). Started already, it changes nothing.
func Start(account string, submission int, p profile.Profile, carried map[Check]time.Time, now time.Time) es.Decision[Verification] {
	return func(v Verification) ([]es.Event[Verification], error) {
		if v.Submission != 0 {
			return nil, nil
		}
		started := Started{Account: account, Submission: submission, Checks: checksOf(p), At: now}
		for check, at := range carried {
			if slices.Contains(started.Checks, check) {
				if started.Carried == nil {
					started.Carried = map[Check]time.Time{}
				}
				started.Carried[check] = at
			}
		}
		return []es.Event[Verification]{started}, nil
	}
}

// Carry returns which checks of this verification count for a later submission in which these fields are
// changed, and when they passed.
func (v Verification) Carry(changed []string, policy Policy, now time.Time) map[Check]time.Time {
	carried := map[Check]time.Time{}
	for check, progress := range v.Checks {
		unchanged := !slices.ContainsFunc(changed, check.Compares)
		if progress.State == Matched && unchanged && now.Sub(progress.Since) < policy.KeepMatched {
			carried[check] = progress.Since
		}
	}
	return carried
}

// Supersede ends the verification because another submission took its place.
func Supersede(now time.Time) es.Decision[Verification] { return finish(Superseded, now) }

// finish ends a verification that goes on.
func finish(ending Ending, now time.Time) es.Decision[Verification] {
	return func(v Verification) ([]es.Event[Verification], error) {
		if v.Submission == 0 || v.Ended != "" {
			return nil, nil
		}
		return []es.Event[Verification]{Finished{Account: v.Account, Submission: v.Submission, Ending: ending, At: now}}, nil
	}
}
