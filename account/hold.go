package account

import (
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Hold keeps an account from being used. Whoever is signed in is no longer, and nobody can sign in.
type Hold string

// The holds: none; an operator blocked the account; somebody reported that what was done in the account
// was not done by its owner, and an operator is to decide (CNF-11).
const (
	NotHeld     Hold = ""
	Blocked     Hold = "blocked"
	UnderReview Hold = "under-review"
)

// HoldReason says for programs why an account is held or released. What an operator says in words is
// beside it.
type HoldReason string

// The reasons.
const (
	NotMe         HoldReason = "not-me"         // the owner says of a confirmation: this was not me
	Suspicion     HoldReason = "suspicion"      // an operator found something
	Cleared       HoldReason = "cleared"        // the review found nothing wrong
	Misused       HoldReason = "misused"        // the review found a confirmation that was not the owner's
	OwnerReturned HoldReason = "owner-returned" // the owner has shown who they are
)

// Refusals of what a held account may not do, and of holding and releasing.
var (
	ErrHeld = fault.Define("account.held",
		"Учётная запись приостановлена до решения проверки. Обратитесь в поддержку",
		"The account is on hold until it has been reviewed. Ask support")
	ErrTransition = fault.Define("account.transition",
		"Из нынешнего состояния учётной записи так сделать нельзя",
		"This cannot be done from the state the account is in")
	ErrHoldReason = fault.Define("account.hold-reason",
		"Назовите причину", "Name the reason")
)

// Act says who holds or releases an account, and why.
type Act struct {
	Reason HoldReason
	// Author is the account of the operator, or empty when it is the owner.
	Author string
	// Note is what the operator says about it. It may name people.
	Note string
}

// AccountHeld means that the account cannot be used until it is released.
type AccountHeld struct {
	Account string     `json:"account"`
	Hold    Hold       `json:"hold"`
	Reason  HoldReason `json:"reason"`
	Author  string     `json:"author,omitempty"`
	// Evidence is that of the confirmation in question, empty when it is about none.
	Evidence string    `json:"evidence,omitempty"`
	At       time.Time `json:"at"`

	Note es.Personal[string] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e AccountHeld) Evolve(a Account) Account {
	a.Hold, a.HeldAt, a.Questioned = e.Hold, e.At, e.Evidence
	return a
}

// AccountReleased means that the account can be used again.
type AccountReleased struct {
	Account string     `json:"account"`
	Reason  HoldReason `json:"reason"`
	Author  string     `json:"author"`
	At      time.Time  `json:"at"`

	Note es.Personal[string] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e AccountReleased) Evolve(a Account) Account {
	a.Hold, a.HeldAt, a.Questioned = NotHeld, time.Time{}, ""
	return a
}

// transitions are those allowed (OPS-3), by which hold follows which.
var transitions = map[Hold][]Hold{
	NotHeld:     {Blocked, UnderReview},
	UnderReview: {Blocked, NotHeld},
	Blocked:     {NotHeld},
}

// hold takes the account from the hold it is under to another, if that is allowed.
func (a Account) hold(to Hold, evidence string, act Act, now time.Time) ([]es.Event[Account], error) {
	switch {
	case a.Status != Live:
		return nil, ErrNotLive
	case act.Reason == "":
		return nil, ErrHoldReason.At("reason")
	case !slices.Contains(transitions[a.Hold], to):
		return nil, ErrTransition
	case to == NotHeld:
		return []es.Event[Account]{AccountReleased{
			Account: a.ID, Reason: act.Reason, Author: act.Author, At: now, Note: es.NewPersonal(act.Note),
		}}, nil
	default:
		return []es.Event[Account]{AccountHeld{
			Account: a.ID, Hold: to, Reason: act.Reason, Author: act.Author, Evidence: evidence, At: now, Note: es.NewPersonal(act.Note),
		}}, nil
	}
}

// Block has an operator keep the account from being used. Blocked already, nothing changes.
func Block(act Act, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if a.Hold == Blocked {
			return nil, nil
		}
		return a.hold(Blocked, a.Questioned, act, now)
	}
}

// GiveBack has an operator give a held account back to its owner, and with it the confirmations that had to
// wait (CNF-10).
func GiveBack(act Act, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		events, err := a.hold(NotHeld, "", act, now)
		if err != nil {
			return nil, err
		}
		return append(events, events[0].Evolve(a).confirmWaiting(now)...), nil
	}
}
