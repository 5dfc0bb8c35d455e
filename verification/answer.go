package verification

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// to records what a registry said to the attempt of that number. A check that was answered already, or
// is not open any more, stays as it is (VER-7).
func (a Answer) to(check Check, attempt int, policy Policy, now time.Time) es.Decision[Verification] {
	return func(v Verification) ([]es.Event[Verification], error) {
		if !v.Expect(check, attempt) {
			return nil, nil
		}
		if a.Outcome == OutcomePending {
			return []es.Event[Verification]{TicketGiven{
				Account: v.Account, Check: check, Ticket: a.Ticket, Next: now.Add(policy.poll(a.PollAfter, now.Sub(v.StartedAt))), At: now,
			}}, nil
		}
		return a.record(v, check, now)
	}
}

// called records what a registry said by itself to the ticket it had given (VER-2). Another ticket than the
// one it owes an answer to changes nothing.
func (a Answer) called(check Check, ticket string, now time.Time) es.Decision[Verification] {
	return func(v Verification) ([]es.Event[Verification], error) {
		if !v.waits(check, ticket) {
			return nil, nil
		}
		return a.record(v, check, now)
	}
}

// waits reports whether the check still waits for an answer to that ticket.
func (v Verification) waits(check Check, ticket string) bool {
	return v.open(check) && ticket != "" && v.Checks[check].Ticket == ticket
}

func (a Answer) record(v Verification, check Check, now time.Time) ([]es.Event[Verification], error) {
	return []es.Event[Verification]{Answered{
		Account: v.Account, Check: check, Outcome: a.Outcome, Differences: a.Differences, At: now,
	}}, nil
}
