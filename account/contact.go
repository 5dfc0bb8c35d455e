package account

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// ErrNotOpen means that the account is abandoned or was never registered.
var ErrNotOpen = fault.Define("account.not-open",
	"Эта регистрация завершена или отменена: начните новую", "This registration is over: begin a new one")

// ErrContactKindTaken means that the account already has a proved contact of that kind.
var ErrContactKindTaken = fault.Define("account.contact-kind-taken",
	"У вас уже есть подтверждённый контакт этого вида", "You already have a proved contact of this kind")

// ConfirmContact records a proved contact: the first of a registration, or the other one later
// (REG-1). Whoever decides this also claims the contact in the same unit of work (REG-5).
func ConfirmContact(contact person.Contact, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if err := MayAddContact(a, contact.Kind()); err != nil {
			return nil, err
		}
		return []es.Event[Account]{ContactConfirmed{
			Account: a.ID,
			Kind:    contact.Kind(),
			At:      now,
			Contact: es.NewPersonal(contact),
		}}, nil
	}
}

// MayAddContact tells whether the account can take a contact of that kind.
func MayAddContact(a Account, kind person.ContactKind) error {
	if a.Status != Registering && a.Status != Live {
		return ErrNotOpen
	}
	if _, proved := a.Proved(kind); proved {
		return ErrContactKindTaken
	}
	return nil
}
