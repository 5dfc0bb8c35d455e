package verification

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Due says that the registry is to be asked now, if the check's time has come. An attempt of which nothing
// came is given up after Policy.Longest.
func Due(check Check, policy Policy, now time.Time) es.Decision[Verification] {
	return func(v Verification) ([]es.Event[Verification], error) {
		progress := v.Checks[check]
		if !v.open(check) || progress.Next.IsZero() || now.Before(progress.Next) {
			return nil, nil
		}
		return []es.Event[Verification]{CheckDue{
			Account: v.Account, Submission: v.Submission, Check: check, Attempt: progress.Attempt + 1,
			Again: now.Add(policy.Longest), At: now,
		}}, nil
	}
}

// Expect reports whether the attempt of that number is still to be made.
func (v Verification) Expect(check Check, attempt int) bool {
	progress := v.Checks[check]
	return v.open(check) && progress.UnderWay && progress.Attempt == attempt
}

// Fail records that an attempt could not be made and when the next one is; chance, from 0 to 1, spreads
// those who wait. An attempt that is not the one expected changes nothing.
func Fail(check Check, attempt int, reason Reason, policy Policy, chance float64, now time.Time) es.Decision[Verification] {
	return func(v Verification) ([]es.Event[Verification], error) {
		if !v.Expect(check, attempt) {
			return nil, nil
		}
		progress := v.Checks[check]
		ticket := progress.Ticket
		if reason == ReasonLost {
			ticket = ""
		}
		return []es.Event[Verification]{RegistryUnavailable{
			Account: v.Account, Check: check, Reason: reason, Ticket: ticket,
			Next: now.Add(policy.retry(progress.Failures+1, chance)), At: now,
		}}, nil
	}
}

// MarkOverdue records that checks have not been answered in time (VER-5), once.
func MarkOverdue(policy Policy, now time.Time) es.Decision[Verification] {
	return func(v Verification) ([]es.Event[Verification], error) {
		if v.Submission == 0 || v.Overdue || now.Before(v.StartedAt.Add(policy.OverdueAfter)) {
			return nil, nil
		}
		overdue := BecameOverdue{Account: v.Account, Submission: v.Submission, At: now}
		for _, check := range v.names() {
			if v.open(check) {
				overdue.Checks = append(overdue.Checks, check)
			}
		}
		if len(overdue.Checks) == 0 {
			return nil, nil
		}
		return []es.Event[Verification]{overdue}, nil
	}
}

// chance spreads those who wait for a registry, from 0 to 1: by account, check and attempt, so that the same
// attempt always waits as long.
func chance(event *CheckDue) float64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %d", streamID(event.Account, event.Submission), event.Check, event.Attempt))
	return float64(binary.BigEndian.Uint64(sum[:])>>11) / (1 << 53)
}
