package account

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// ErrUnknownConfirmation means that the account has no such confirmation (any more).
var ErrUnknownConfirmation = fault.Define("account.unknown-confirmation",
	"Такого подтверждения личности нет", "There is no such confirmation of identity")

// ReportMisuse has the owner say of a confirmation: this was not me. The account is held until an operator
// has looked (CNF-11). On a held account nothing changes: it is being looked at already.
func ReportMisuse(evidence string, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		switch {
		case !has(a.Confirmations, evidence):
			return nil, ErrUnknownConfirmation
		case a.Hold != NotHeld:
			return nil, nil
		default:
			return a.hold(UnderReview, evidence, Act{Reason: NotMe}, now)
		}
	}
}

// CloseReview has an operator decide about an account under review. Cleared, it is released, and what had to
// wait counts. Otherwise the confirmation in question is revoked, and the account stays blocked until its
// owner has shown who they are.
func CloseReview(cleared bool, act Act, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if a.Hold != UnderReview {
			return nil, ErrTransition
		}
		if cleared {
			return GiveBack(act, now)(a)
		}
		events, err := a.hold(Blocked, a.Questioned, act, now)
		if err != nil || a.Questioned == "" {
			return events, err
		}
		return append(events, ConfirmationRevoked{Account: a.ID, Evidence: a.Questioned, Author: act.Author, At: now}), nil
	}
}
