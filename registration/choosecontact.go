package registration

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// ChooseContact asks for the code of a registration under way to go to another contact, because the
// first was mistyped or cannot be reached (COD-10).
type ChooseContact struct {
	// Key makes the command idempotent, as in Register.
	Key string `json:"key" validate:"max=200"`
	// Challenge is the one that Register or Enrol gave, or the latest ChooseContact.
	Challenge string `json:"challenge" validate:"required"`
	Contact   string `json:"contact"`
}

// ChooseContact sends a code to the other contact, from then on the only one that leads to this
// registration. It serves whoever began the registration, since Resume gives no challenge it takes, and
// only until a contact is proved.
func (s *Service) ChooseContact(ctx context.Context, command ChooseContact) (confirmation.Receipt, error) {
	contact, err := s.check(command, command.Contact)
	if err != nil {
		return confirmation.Receipt{}, err
	}
	return s.once(ctx, "choose-contact\x00"+command.Challenge+"\x00"+contact.Reveal(), command.Key, "",
		func(ctx context.Context, unit *es.Unit, challenge string) (confirmation.Receipt, error) {
			return s.chooseContact(ctx, unit, command.Challenge, challenge, contact)
		})
}

func (s *Service) chooseContact(
	ctx context.Context, unit *es.Unit, before, challenge string, contact person.Contact,
) (confirmation.Receipt, error) {
	replaced, err := s.confirmations.Load(ctx, unit, before)
	if err != nil {
		return confirmation.Receipt{}, err
	}
	switch {
	case !begins(replaced.Purpose):
		return confirmation.Receipt{}, confirmation.ErrNoneIssued
	case replaced.Status == confirmation.Superseded:
		return confirmation.Receipt{}, confirmation.ErrSuperseded
	}
	opened, err := s.accounts.Load(ctx, unit, replaced.Account)
	if err != nil {
		return confirmation.Receipt{}, err
	}
	if err := s.underWay(opened.State(), unit.Now()); err != nil {
		return confirmation.Receipt{}, err
	}
	if opened.State().Next() != account.ProveContact {
		return confirmation.Receipt{}, ErrContactProved
	}
	// Whoever has the contact given up must not find the way into this registration any more.
	unit.Release(waitingKey(unit, replaced.Contact), opened.Stream())
	if err := s.confirmations.Supersede(ctx, unit, replaced.Account, confirmation.ForResuming, challenge); err != nil {
		return confirmation.Receipt{}, err
	}
	if err := s.wait(ctx, unit, contact, opened); err != nil {
		return confirmation.Receipt{}, err
	}
	return s.ask(ctx, unit, challenge, opened, contact, replaced.Purpose, replaced.Language)
}
