package simulation

import (
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/account"
)

// vouchers tell for whom a confirmation speaks, by what the world itself saw and never by what the product says: each
// way has its own, which gives the number of the person, or what is wrong with the evidence.
var vouchers = map[account.Method]func(w *world, of account.Account, c account.Confirmation) (whom int64, flaw string){
	account.Letter: func(w *world, of account.Account, c account.Confirmation) (int64, string) {
		return w.post.vouches(of, c.Evidence, c.At)
	},
	account.Signature: func(w *world, of account.Account, c account.Confirmation) (int64, string) {
		return w.notary.vouches(of.ID, c.Evidence, c.At)
	},
	account.Centre: func(w *world, of account.Account, c account.Confirmation) (int64, string) {
		return w.desks.vouches(of, c)
	},
	account.Bank: func(w *world, of account.Account, c account.Confirmation) (int64, string) {
		return w.ledger.vouches(of.ID, c.By, c.Evidence, c.At)
	},
}

// confirmedByEvidence: whoever is confirmed is the person of the verified profile, and has shown it.
func (p *past) confirmedByEvidence() {
	w := p.world
	heard, consented := map[string]bool{}, map[string]bool{} // banks, by accounts
	counted, persons := map[string]string{}, map[string]int64{}
	for _, e := range p.played {
		id := e.record.Stream.ID
		var c account.Confirmation
		switch event := e.event.(type) {
		case account.IdentityConfirmed:
			c = event.Confirmation
			if other, twice := counted[c.Evidence]; twice {
				w.fail("evidence confirms once", id, "%s did, and before %s", c.Evidence, other)
			}
			counted[c.Evidence] = id
			p.count("confirmed by "+string(c.Method), 1)
		case account.ConfirmationWaits:
			c = event.Confirmation
		case account.Registered:
			for _, consent := range event.Consents {
				mayHear(consented, id, consent.Recipient, true)
			}
			continue
		case account.ConsentGiven:
			mayHear(consented, id, event.Recipient, true)
			continue
		case account.ConsentWithdrawn:
			mayHear(consented, id, event.Recipient, false)
			continue
		case account.Received:
			if by, of := strings.CutPrefix(string(event.Party), "bank:"); of {
				heard[id+" "+by] = true
				if !consented[id+" "+by] {
					w.fail("no bank is heard without consent", id, "%s was", by)
				}
			}
			continue
		default:
			continue
		}
		verified := e.before.Profile
		if verified.IsZero() || e.before.Level() < account.Standard {
			w.fail("nobody is confirmed without a verified profile", id, "%s by %s at level %s", c.Evidence, c.Method, e.before.Level())
			continue
		}
		whom, flaw := int64(-1), "there is no such way"
		if waited, did := persons[c.Evidence]; did {
			// It was judged when it was given. A new name or document of the same person since then leaves it.
			whom, flaw = waited, ""
		} else if vouch, known := vouchers[c.Method]; known {
			whom, flaw = vouch(w, e.before, c)
		}
		persons[c.Evidence] = whom
		if holder := w.state.holder("snils " + verified.SNILS.Reveal()); flaw != "" || whom != holder.number {
			w.fail("nobody is confirmed without evidence", id, "%s by %s at %v speaks for person %d, the profile is of %d: %s",
				c.Evidence, c.Method, c.At.Format(time.RFC3339Nano), whom, holder.number, flaw)
		}
		if c.Method == account.Bank && !heard[id+" "+c.By] {
			w.fail("no bank is heard without consent", id, "%s was not heard", c.By)
		}
	}
	for id, a := range p.accounts {
		for _, c := range a.Confirmations {
			if counted[c.Evidence] != id {
				w.fail("nobody is confirmed without evidence", id, "%s counts", c.Evidence)
			}
			// Whoever has put somebody else's data in place of their own has to show who they are again.
			if holder := w.state.holder("snils " + a.Profile.SNILS.Reveal()); persons[c.Evidence] != holder.number {
				w.fail("a confirmation speaks for the present profile", id, "%s speaks for person %d, the profile is of %d",
					c.Evidence, persons[c.Evidence], holder.number)
			}
		}
	}
}

// mayHear keeps which banks may be heard, from the events themselves.
func mayHear(consented map[string]bool, id string, recipient account.Party, given bool) {
	if by, of := strings.CutPrefix(string(recipient), "bank:"); of {
		consented[id+" "+by] = given
	}
}
