package registration

import (
	"context"

	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Standing returns how a challenge stands, for the page that asks for its code and may be loaded again
// at any time: the receipt as it is now, the tries left, and why no code would be accepted any more. An
// unknown challenge is ErrNoneIssued.
func (s *Service) Standing(ctx context.Context, challenge string) (confirmation.Standing, error) {
	var standing confirmation.Standing
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) (err error) {
		standing, err = s.confirmations.Standing(ctx, unit, challenge)
		return err
	})
	return standing, err
}
