package registration

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// AddContact asks for the other contact to be added to an account (REG-1). That the person of the
// account is asking is for the caller to know, from a session.
type AddContact struct {
	// Key makes the command idempotent, as in Register.
	Key     string `json:"key" validate:"max=200"`
	Account string `json:"account" validate:"required,max=64,printascii"`
	Contact string `json:"contact"`
}

// AddContact sends a code to the new contact; Confirm with the same account adds it.
func (s *Service) AddContact(ctx context.Context, command AddContact) (confirmation.Receipt, error) {
	contact, err := s.check(command, command.Contact)
	if err != nil {
		return confirmation.Receipt{}, err
	}
	return s.once(ctx, "add-contact\x00"+command.Account+"\x00"+contact.Reveal(), command.Key, "",
		func(ctx context.Context, unit *es.Unit, challenge string) (confirmation.Receipt, error) {
			live, err := s.accounts.Load(ctx, unit, command.Account)
			if err != nil {
				return confirmation.Receipt{}, err
			}
			if live.State().Status != account.Live {
				return confirmation.Receipt{}, account.ErrNotOpen
			}
			if err := account.MayAddContact(live.State(), contact.Kind()); err != nil {
				return confirmation.Receipt{}, fault.At("contact", err)
			}
			return s.ask(ctx, unit, challenge, live, contact, confirmation.ForNewContact, live.State().Language)
		})
}
