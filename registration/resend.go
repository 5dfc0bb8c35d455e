package registration

import (
	"context"

	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Resend asks for a new code under the same challenge. The code before it dies (COD-5).
type Resend struct {
	Challenge string `json:"challenge" validate:"required,max=100"`
}

// Resend sends a new code, or refuses with the remaining wait (COD-4).
func (s *Service) Resend(ctx context.Context, command Resend) (confirmation.Receipt, error) {
	if err := s.validator.Check(command); err != nil {
		return confirmation.Receipt{}, err
	}
	var receipt confirmation.Receipt
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) (err error) {
		receipt, err = s.confirmations.AskAgain(ctx, unit, command.Challenge)
		return err
	})
	return receipt, err
}
