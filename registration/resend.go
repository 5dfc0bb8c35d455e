package registration

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Resend asks for a new code under the same challenge. The code before it dies (COD-5).
type Resend struct {
	// Key makes the command idempotent, as in Register.
	Key       string `json:"key" validate:"max=200"`
	Challenge string `json:"challenge" validate:"required"`
}

// Resend sends a new code, or refuses with the remaining wait (COD-4).
func (s *Service) Resend(ctx context.Context, command Resend) (confirmation.Receipt, error) {
	if err := s.validator.Check(command); err != nil {
		return confirmation.Receipt{}, err
	}
	return s.once(ctx, "resend\x00"+command.Challenge, command.Key, command.Challenge,
		func(ctx context.Context, unit *es.Unit, challenge string) (confirmation.Receipt, error) {
			if err := s.worthResending(ctx, unit, challenge); err != nil {
				return confirmation.Receipt{}, err
			}
			return s.confirmations.AskAgain(ctx, unit, challenge)
		})
}

// worthResending refuses a code that could serve nothing any more. Of a challenge of Resume it tells
// nothing, since whoever asked it need not know whether there is a registration.
func (s *Service) worthResending(ctx context.Context, unit *es.Unit, id string) error {
	challenge, err := s.confirmations.Load(ctx, unit, id)
	switch {
	case err != nil:
		return err
	case challenge.Purpose == confirmation.ForResuming:
		return nil
	case !begins(challenge.Purpose) && challenge.Purpose != confirmation.ForNewContact:
		return confirmation.ErrNoneIssued
	}
	asked, err := s.accounts.Load(ctx, unit, challenge.Account)
	switch {
	case err != nil:
		return err
	case begins(challenge.Purpose):
		return s.underWay(asked.State(), unit.Now())
	default:
		return account.MayAddContact(asked.State(), challenge.Kind)
	}
}
