package account

import (
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// ErrNotStandard means that the profile must be verified before somebody can vouch for the person.
var ErrNotStandard = fault.Define("account.not-standard",
	"Сначала заполните анкету и дождитесь её проверки", "First fill in the profile and have it checked")

// Confirmation says who vouched for a person's identity, and how (CNF-1).
type Confirmation struct {
	Method Method `json:"method"`
	// By names who vouches: the centre, the bank, the issuer of the certificate, the post.
	By string `json:"by"`
	// Operator is the account of the operator at a centre, empty with the other methods.
	Operator string `json:"operator,omitempty"`
	// Evidence is the id of the visit, letter, statement or assertion, unique among the evidence of the
	// account. None of these hold personal data.
	Evidence string    `json:"evidence"`
	At       time.Time `json:"at"`
}

// IdentityConfirmed means that the person is who the verified profile says (CNF-1).
type IdentityConfirmed struct {
	Account string `json:"account"`
	Confirmation
}

// Evolve implements eventsourcing.Event.
func (e IdentityConfirmed) Evolve(a Account) Account {
	a.Confirmations = append(slices.Clone(a.Confirmations), e.Confirmation)
	a.Waiting = without(a.Waiting, e.Evidence)
	return a
}

// ConfirmationWaits means that a proof was right, but counts only if the account is released (CNF-10).
type ConfirmationWaits struct {
	Account string `json:"account"`
	Confirmation
}

// Evolve implements eventsourcing.Event.
func (e ConfirmationWaits) Evolve(a Account) Account {
	a.Waiting = append(slices.Clone(a.Waiting), e.Confirmation)
	return a
}

// ConfirmationRevoked means that a confirmation counts no more: a review found that it was not the owner's
// doing, or the profile verified since is another person's.
type ConfirmationRevoked struct {
	Account  string `json:"account"`
	Evidence string `json:"evidence"`
	// Author is the account of the operator, empty when nobody decided it.
	Author string    `json:"author,omitempty"`
	At     time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e ConfirmationRevoked) Evolve(a Account) Account {
	a.Confirmations = without(a.Confirmations, e.Evidence)
	a.Waiting = without(a.Waiting, e.Evidence)
	a.Certificates = slices.DeleteFunc(slices.Clone(a.Certificates), func(c Certificate) bool { return c.Evidence == e.Evidence })
	return a
}

func without(all []Confirmation, evidence string) []Confirmation {
	return slices.DeleteFunc(slices.Clone(all), func(c Confirmation) bool { return c.Evidence == evidence })
}

func has(all []Confirmation, evidence string) bool {
	return slices.ContainsFunc(all, func(c Confirmation) bool { return c.Evidence == evidence })
}

// ConfirmIdentity records that somebody vouched for the person, whose profile must be verified. While the
// account is held the confirmation waits (CNF-10). The same evidence counts once.
func ConfirmIdentity(c Confirmation) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		switch {
		case a.Status != Live:
			return nil, ErrNotLive
		case a.Level() < Standard:
			return nil, ErrNotStandard
		case has(a.Confirmations, c.Evidence), has(a.Waiting, c.Evidence):
			return nil, nil
		case a.Hold != NotHeld:
			return []es.Event[Account]{ConfirmationWaits{Account: a.ID, Confirmation: c}}, nil
		default:
			return a.confirm(c, c.At), nil
		}
	}
}

// confirm gives the events of a confirmation that counts from now on.
func (a Account) confirm(c Confirmation, now time.Time) []es.Event[Account] {
	confirmed := IdentityConfirmed{Account: a.ID, Confirmation: c}
	events := []es.Event[Account]{confirmed}
	if from, to := a.Level(), confirmed.Evolve(a).Level(); to > from {
		events = append(events, LevelRaised{Account: a.ID, From: from, To: to, At: now})
	}
	return events
}

// confirmWaiting gives the events by which what had to wait counts.
func (a Account) confirmWaiting(now time.Time) []es.Event[Account] {
	var events []es.Event[Account]
	if a.Level() < Standard {
		return nil
	}
	for _, c := range a.Waiting {
		for _, event := range a.confirm(c, now) {
			a = event.Evolve(a)
			events = append(events, event)
		}
	}
	return events
}

// ConfirmedBy lists the methods by which the identity is confirmed, each once.
func (a Account) ConfirmedBy() []Method {
	var methods []Method
	for _, c := range a.Confirmations {
		if !slices.Contains(methods, c.Method) {
			methods = append(methods, c.Method)
		}
	}
	return methods
}
