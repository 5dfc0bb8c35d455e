package registration

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// ChooseContact asks for the code of a registration under way to go to another contact, because the
// first was mistyped or cannot be reached (COD-10).
type ChooseContact struct {
	// Key makes the command idempotent, as in Register.
	Key       string `json:"key" validate:"max=200"`
	Challenge string `json:"challenge" validate:"required,max=100"`
	Contact   string `json:"contact" validate:"required,max=320"`
}

// ChooseContact sends a code to the other contact. It serves only the registration that its own
// challenge began, and only until a contact is proved.
func (s *Service) ChooseContact(ctx context.Context, command ChooseContact) (confirmation.Receipt, error) {
	if err := s.validator.Check(command); err != nil {
		return confirmation.Receipt{}, err
	}
	contact, err := parseContact(command.Contact)
	if err != nil {
		return confirmation.Receipt{}, fault.At("contact", err)
	}
	work := func(ctx context.Context, unit *es.Unit, id string) (confirmation.Receipt, error) {
		challenge, err := s.confirmations.Load(ctx, unit, command.Challenge)
		if err != nil {
			return confirmation.Receipt{}, err
		}
		if challenge.Purpose != confirmation.ForRegistration {
			return confirmation.Receipt{}, confirmation.ErrNoneIssued
		}
		opened, err := s.accounts.Load(ctx, unit, challenge.Account)
		if err != nil {
			return confirmation.Receipt{}, err
		}
		if opened.State().Next() != account.ProveContact {
			return confirmation.Receipt{}, account.ErrNotOpen
		}
		if err := s.wait(ctx, unit, account.ContactKey(unit, contact), opened.Stream()); err != nil {
			return confirmation.Receipt{}, err
		}
		return s.ask(ctx, unit, id, opened, contact, confirmation.ForRegistration, challenge.Language)
	}
	return s.once(ctx, "choose-contact\x00"+command.Challenge+"\x00"+contact.Reveal(), command.Key, work)
}
