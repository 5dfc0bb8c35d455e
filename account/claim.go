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

// SNILSKey is the claim under which a verified SNILS belongs to one account (VER-6), and by which it is
// found as a login.
func SNILSKey(unit *es.Unit, snils person.SNILS) es.ClaimKey {
	return unit.Key("snils", snils.Reveal())
}

// DocumentKey is the claim under which a verified identity document belongs to one account (VER-6).
func DocumentKey(unit *es.Unit, document person.IdentityDocument) es.ClaimKey {
	return unit.Key("identity-document", document.Key())
}

// LoginKeys are the claims that what somebody gives as a login may stand for: a contact before a SNILS, since eleven
// digits may be either. There are always as many, so that the cost does not tell what the text is.
func LoginKeys(unit *es.Unit, login string) [2]es.ClaimKey {
	none := unit.Key("none", login)
	found := [2]es.ClaimKey{none, none}
	if contact, refusal := person.ParsePhoneOrEmail(login); refusal == nil {
		found[0] = ContactKey(unit, contact)
	}
	if snils, refusal := person.ParseSNILS(login); refusal == nil {
		found[1] = SNILSKey(unit, snils)
	}
	return found
}

// Release gives up what an account has claimed. It needs the contacts in clear, so a is the account as
// it was before its data were erased.
func Release(unit *es.Unit, stream es.Stream, a Account) {
	for _, contact := range a.Contacts {
		unit.Release(ContactKey(unit, contact.Value), stream)
	}
	if !a.Profile.IsZero() {
		unit.Release(SNILSKey(unit, a.Profile.SNILS), stream)
		unit.Release(DocumentKey(unit, a.Profile.Document), stream)
	}
}
