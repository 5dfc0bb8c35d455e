package centre

import (
	"context"
	"time"
)

// Find returns the accredited centres of a region and kind, with address and opening hours, ordered by region and name
// (CNF-3).
func (s *Service) Find(ctx context.Context, query Query) ([]Centre, error) {
	if query.Accredited.IsZero() {
		query.Accredited = time.Now()
	}
	return s.directory.find(ctx, query)
}

// Centre returns one centre, accredited or not, or [ErrUnknownCentre].
func (s *Service) Centre(ctx context.Context, id string) (Centre, error) {
	return s.directory.centre(ctx, id)
}
