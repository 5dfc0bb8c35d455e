package simulation

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// claimsAgree: every proved contact, verified SNILS and document belongs to one account, the one that proved
// it, and nobody holds anything else.
func (p *past) claimsAgree() {
	w := p.world
	index := w.index()
	rightful := map[es.ClaimKey]string{}
	for id, a := range p.accounts {
		for what, key := range claimsOf(index, a) {
			if other, taken := rightful[key]; taken {
				w.fail("one account for each contact, SNILS and document", id, "%s and %s both have one %s", id, other, what)
			}
			rightful[key] = id
			owner, held, err := w.journal.Owner(context.Background(), key, time.Now())
			if err != nil || !held || owner != (es.Stream{Category: account.Category, ID: id}) {
				w.fail("claims agree with accounts", id, "the %s of %s belongs to %v", what, id, owner)
			}
		}
	}
	for key, owner := range p.held() {
		switch key.Kind {
		case "phone", "email", "snils", "identity-document":
			if rightful[key] != owner {
				w.fail("claims agree with accounts", owner, "%s holds a %s that it has not, status %s", owner, key.Kind, p.accounts[owner].Status)
			}
		default:
		}
	}
}

// index is that of the unique values in the store.
func (w *world) index() *es.BlindIndex {
	index, err := es.NewBlindIndex(w.set.Secrets.BlindIndex)
	if err != nil {
		w.fail("wiring", "", "%v", err)
	}
	return index
}

// claimsOf are the claims that the state of an account stands for.
func claimsOf(index *es.BlindIndex, a account.Account) map[string]es.ClaimKey {
	claims := map[string]es.ClaimKey{}
	if a.Status != account.Live && a.Status != account.Registering {
		return claims
	}
	for _, contact := range a.Contacts {
		kind := string(contact.Value.Kind())
		claims[kind] = index.Key(kind, contact.Value.Reveal())
	}
	if !a.Profile.IsZero() {
		claims["snils"] = index.Key("snils", a.Profile.SNILS.Reveal())
		claims["document"] = index.Key("identity-document", a.Profile.Document.Key())
	}
	return claims
}

// held plays the claims of all commits again: who holds what without end.
func (p *past) held() map[es.ClaimKey]string {
	held := map[es.ClaimKey]string{}
	for _, c := range p.world.journal.all() {
		for _, release := range c.batch.Releases {
			if held[release.ClaimKey] == release.Owner.ID {
				delete(held, release.ClaimKey)
			}
		}
		for _, claim := range c.batch.Claims {
			if claim.Expires.IsZero() {
				held[claim.ClaimKey] = claim.Owner.ID
			}
		}
	}
	return held
}
