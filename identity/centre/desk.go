package centre

import (
	"context"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/operator"
)

// Desk says from where a command comes: it is denied unless the operator works at that very centre.
type Desk struct {
	// Operator is the account of the operator's session.
	Operator string
	// Centre is the id of the centre.
	Centre string
}

// accredited refuses a desk of a centre that may not vouch for people now. It asks the directory, so it comes before the
// unit of work.
func (s *Service) accredited(ctx context.Context, desk Desk) error {
	found, err := s.directory.centre(ctx, desk.Centre)
	if err == nil && !found.AccreditedAt(time.Now()) {
		err = ErrNotAccredited
	}
	return err
}

// staffed refuses whoever is no operator of that centre, and an operator who serves themselves.
func (s *Service) staffed(ctx context.Context, unit *es.Unit, desk Desk, accountID string) error {
	found, err := s.operators.Require(ctx, unit, desk.Operator, operator.CentreOperator)
	switch {
	case err != nil:
		return err
	case found.Centre != desk.Centre:
		return ErrOtherCentre
	case desk.Operator == accountID:
		return identity.ErrOwnAccount
	default:
		return nil
	}
}
