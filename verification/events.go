package verification

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Codec knows the events of verifications. They hold no personal data.
func Codec() *es.Codec[Verification] {
	codec := es.NewCodec[Verification]()
	es.Register[Started](codec, "verification.started", 1)
	es.Register[CheckDue](codec, "verification.check-due", 1)
	es.Register[TicketGiven](codec, "verification.ticket-given", 1)
	es.Register[Answered](codec, "verification.answered", 1)
	es.Register[RegistryUnavailable](codec, "verification.registry-unavailable", 1)
	es.Register[CallbackDisbelieved](codec, "verification.callback-disbelieved", 1)
	es.Register[BecameOverdue](codec, "verification.became-overdue", 1)
	es.Register[Finished](codec, "verification.finished", 1)
	return codec
}

// Started means that a submission is being checked.
type Started struct {
	Account    string  `json:"account"`
	Submission int     `json:"submission"`
	Checks     []Check `json:"checks"`
	// Carried are those of Checks that passed before with the same data, and when.
	Carried map[Check]time.Time `json:"carried,omitempty"`
	At      time.Time           `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e Started) Evolve(Verification) Verification {
	v := Verification{Account: e.Account, Submission: e.Submission, StartedAt: e.At, Checks: map[Check]Progress{}}
	for _, check := range e.Checks {
		progress := Progress{State: Waiting, Next: e.At, Since: e.At}
		if at, carried := e.Carried[check]; carried {
			progress = Progress{State: Matched, Since: at, Carried: true}
		}
		v.Checks[check] = progress
	}
	return v
}

// CheckDue means that the registry is to be asked now, or asked about its ticket.
type CheckDue struct {
	Account    string `json:"account"`
	Submission int    `json:"submission"`
	Check      Check  `json:"check"`
	Attempt    int    `json:"attempt"`
	// Again is when to ask again should nothing come of this attempt.
	Again time.Time `json:"again"`
	At    time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e CheckDue) Evolve(v Verification) Verification {
	return v.with(e.Check, func(p *Progress) {
		p.Attempt, p.UnderWay, p.Next = e.Attempt, true, e.Again
		if p.State != Asked {
			p.State, p.Since = Asked, e.At
		}
	})
}

// TicketGiven means that the registry will answer later.
type TicketGiven struct {
	Account string    `json:"account"`
	Check   Check     `json:"check"`
	Ticket  string    `json:"ticket"`
	Next    time.Time `json:"next"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e TicketGiven) Evolve(v Verification) Verification {
	return v.with(e.Check, func(p *Progress) {
		p.Ticket, p.Next, p.Failures, p.UnderWay = e.Ticket, e.Next, 0, false
	})
}

// Answered means that the registry has said what it has to say.
type Answered struct {
	Account     string       `json:"account"`
	Check       Check        `json:"check"`
	Outcome     Outcome      `json:"outcome"`
	Differences []Difference `json:"differences,omitempty"`
	At          time.Time    `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e Answered) Evolve(v Verification) Verification {
	return v.with(e.Check, func(p *Progress) {
		p.State, p.Since = State(e.Outcome), e.At
		p.Differences = e.Differences
		p.Ticket, p.Next, p.Failures, p.UnderWay = "", time.Time{}, 0, false
	})
}

// RegistryUnavailable means that an attempt failed, why, and when the next one is.
type RegistryUnavailable struct {
	Account string `json:"account"`
	Check   Check  `json:"check"`
	// Reason is one of the words of package verification, without personal data.
	Reason Reason `json:"reason"`
	// Ticket is that which the registry still owes an answer to.
	Ticket string    `json:"ticket,omitempty"`
	Next   time.Time `json:"next"`
	At     time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e RegistryUnavailable) Evolve(v Verification) Verification {
	return v.with(e.Check, func(p *Progress) {
		if p.State != Unavailable {
			p.State, p.Since = Unavailable, e.At
		}
		p.Ticket, p.Next, p.UnderWay = e.Ticket, e.Next, false
		p.Failures++
	})
}

// Reason says why a registry could not be asked.
type Reason string

// The reasons: it is down or busy; it takes too long; it has failed so often that it is left alone for a
// while; what it says makes no sense; it does not know its own ticket any more; it refuses to be asked.
const (
	ReasonDown     Reason = "down"
	ReasonSlow     Reason = "slow"
	ReasonBroken   Reason = "broken"
	ReasonNonsense Reason = "nonsense"
	ReasonLost     Reason = "ticket-lost"
	ReasonRefused  Reason = "refused"
)

// CallbackDisbelieved means that a registry called with an answer outside its contract. It counts for nothing;
// support and the registry's people may want to know.
type CallbackDisbelieved struct {
	Account string `json:"account"`
	Check   Check  `json:"check"`
	// Outcome is what it claimed, empty when the contract knows none of the kind.
	Outcome Outcome   `json:"outcome,omitempty"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e CallbackDisbelieved) Evolve(v Verification) Verification {
	v.Disbelieved++
	return v
}

// BecameOverdue means that these checks have not been answered in time (VER-5). Asking goes on.
type BecameOverdue struct {
	Account    string    `json:"account"`
	Submission int       `json:"submission"`
	Checks     []Check   `json:"checks"`
	At         time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e BecameOverdue) Evolve(v Verification) Verification {
	v.Overdue = true
	return v
}

// Finished means that nothing is asked any more.
type Finished struct {
	Account    string    `json:"account"`
	Submission int       `json:"submission"`
	Ending     Ending    `json:"ending"`
	At         time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e Finished) Evolve(v Verification) Verification {
	v.Ended = e.Ending
	return v
}
