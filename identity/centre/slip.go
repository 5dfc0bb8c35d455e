package centre

import (
	"context"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
)

// Slip is the paper that a person is handed, closed over its code so that only they read it. It is for the printer of
// sealed slips at the centre; no operator is to see it open.
type Slip struct {
	Visit string
	Code  identity.Code
	// ValidUntil is when the code dies, in UTC.
	ValidUntil time.Time
	// Language is "ru" or "en", else what the person chose.
	Language string
}

// Slip returns the slip of a visit to print, the same each time until the code is dead, then [ErrNoSlip]. Only the centre
// of the visit prints it.
func (s *Service) Slip(ctx context.Context, desk Desk, accountID, visitID string) (slip Slip, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		if err := s.staffed(ctx, unit, desk, accountID); err != nil {
			return err
		}
		visits, err := s.visits.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		visit, ok := visits.State().find(visitID)
		switch {
		case !ok:
			return ErrUnknownVisit
		case visit.Centre != desk.Centre:
			return ErrOtherCentre
		case visit.State != Sealed || !unit.Now().Before(visit.ExpiresAt):
			return ErrNoSlip
		}
		owner, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		slip = Slip{
			Visit: visit.ID, Code: s.codeOf(visit), ValidUntil: visit.ExpiresAt, Language: owner.State().Language,
		}
		if slip.Code.Reveal() == "" {
			return ErrNoSlip
		}
		return nil
	})
	return slip, err
}

// codeOf derives the code of a slip.
func (s *Service) codeOf(visit Visit) identity.Code {
	if visit.Secret == "" {
		return identity.Code{}
	}
	return s.identities.CodeOf("visit", visit.ID, visit.Secret)
}
