package account

import (
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// ContactKey is the claim under which a proved contact belongs to one account (REG-5), and by which it
// is found as a login.
func ContactKey(unit *es.Unit, contact person.Contact) es.ClaimKey {
	return unit.Key(string(contact.Kind()), contact.Reveal())
}

// claimOf is the claim of a contact that was proved before.
func claimOf(contact Contact) es.ClaimKey {
	return es.ClaimKey{Kind: string(contact.Value.Kind()), Index: contact.Index}
}

// Release gives up what an account has claimed.
func Release(unit *es.Unit, stream es.Stream, a Account) {
	for _, contact := range a.Contacts {
		unit.Release(claimOf(contact), stream)
	}
}
