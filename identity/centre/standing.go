package centre

import (
	"context"
	"slices"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Visits returns the visits of an account, the latest first, for the person themselves.
func (s *Service) Visits(ctx context.Context, accountID string) (visits Visits, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		found, err := s.visits.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		visits = slices.Clone(found.State())
		slices.Reverse(visits)
		return nil
	})
	return visits, err
}
