package simulation

import (
	"errors"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/operator"
)

// holding is a time in which an account was held; until is zero while it is.
type holding struct{ from, until time.Time }

// holdsHold: only reviewers hold, release and revoke, never for their own account; a held account is not entered, one
// that is not held is not refused as held; and what was confirmed meanwhile waits.
func (p *past) holdsHold() {
	w := p.world
	holdings := map[string][]holding{}
	operators := map[string]operator.Operator{}
	mayDecide := func(id, author string) {
		if operators[author].Role != operator.Reviewer || author == id {
			w.fail("only reviewers decide, and not about themselves", id, "%s did, who is %q", author, operators[author].Role)
		}
	}
	for _, e := range p.played {
		id := e.record.Stream.ID
		switch event := e.event.(type) {
		case operator.Appointed:
			operators[id] = event.Evolve(operators[id])
		case operator.Dismissed:
			operators[id] = event.Evolve(operators[id])
		case account.AccountHeld:
			if event.Hold == account.Blocked {
				mayDecide(id, event.Author)
			}
			if event.Reason == account.Misused && p.counts(id, event.Evidence) {
				w.fail("what was not the owner's doing counts no more", id, "%s does", event.Evidence)
			}
			if e.before.Hold == account.NotHeld {
				holdings[id] = append(holdings[id], holding{from: event.At})
			}
			if event.Reason == account.NotMe && !p.reportable(e.before, event) {
				w.fail("a report comes in time", id, "that of %s did not", event.Evidence)
			}
			p.count("held "+string(event.Reason), 1)
		case account.AccountReleased:
			mayDecide(id, event.Author)
			if n := len(holdings[id]); n > 0 {
				holdings[id][n-1].until = event.At
			}
		case account.ConfirmationRevoked:
			if event.Author != "" {
				mayDecide(id, event.Author)
			}
			p.count("revoked", 1)
		case account.IdentityConfirmed:
			if e.before.Hold != account.NotHeld {
				w.fail("a held account is not confirmed", id, "%s was at %v", event.Evidence, event.At)
			}
		case account.ConfirmationWaits:
			if e.before.Hold == account.NotHeld {
				w.fail("only a held account waits", id, "%s did at %v", event.Evidence, event.At)
			}
			p.count("waited", 1)
		default:
		}
	}
	for id, a := range p.accounts {
		if a.Hold == account.NotHeld && a.Level() >= account.Standard && len(a.Waiting) > 0 {
			w.fail("what had to wait counts in the end", id, "%s does not", a.Waiting[0].Evidence)
		}
	}
	for _, entry := range w.entries {
		within, touched := false, false
		// Events keep microseconds, so what happens at the same instant may seem to be earlier.
		began := entry.began.Truncate(time.Microsecond)
		for _, h := range holdings[entry.account] {
			open := h.until.IsZero()
			within = within || h.from.Before(began) && (open || h.until.After(entry.ended))
			touched = touched || !h.from.After(entry.ended) && (open || !h.until.Before(began))
		}
		held := errors.Is(entry.err, account.ErrHeld)
		switch {
		case entry.err == nil && within:
			w.fail("nobody gets into a held account", entry.account, "from %v to %v", entry.began, entry.ended)
		case held && !touched:
			w.fail("who has an account gets in", entry.account, "it was not held from %v to %v", entry.began, entry.ended)
		}
	}
}

// reportable tells whether a confirmation that was reported counted, and for no longer than ten days (CNF-11).
func (p *past) reportable(before account.Account, held account.AccountHeld) bool {
	return slices.ContainsFunc(before.Confirmations, func(c account.Confirmation) bool {
		return c.Evidence == held.Evidence && held.At.Before(c.At.Add(10*day))
	})
}
