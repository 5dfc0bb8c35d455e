package centre

import (
	"context"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/profile"
)

// Activate takes the code that a person read in the slip of a service centre. The right one confirms the identity by
// account.Centre, with the visit as evidence, once (COD-6); on a held account the confirmation waits (CNF-10).
//
// A code that is right for a slip which cannot confirm is refused with the reason: ErrCodeUsed, ErrCodeExpired,
// ErrCodeSuperseded, ErrCodeVoid, ErrCodeOvertaken or identity.ErrClosed. Without any slip it is ErrNoCode. Other codes
// are refused as by identity.Service.Enter.
func (s *Service) Activate(ctx context.Context, accountID, typed string) error {
	return s.identities.Enter(ctx, identity.Entry{
		Account: accountID, Typed: typed, Elsewhere: s.elsewhere,
		Use: func(ctx context.Context, unit *es.Unit) (of bool, err error) {
			visits, err := s.visits.Load(ctx, unit, accountID)
			if err != nil {
				return false, err
			}
			visit, handed := s.match(visits.State(), typed)
			switch {
			case visit.ID != "":
				return true, s.use(ctx, unit, visits, visit)
			case !handed:
				return false, ErrNoCode
			default:
				return false, nil
			}
		},
	})
}

// match returns the visit that the code is of, the zero visit when it is of none, and whether there is any slip. It
// compares with every one.
func (s *Service) match(visits Visits, typed string) (found Visit, handed bool) {
	for _, visit := range visits {
		handed = handed || visit.Secret != ""
		if s.codeOf(visit).Is(typed) {
			found = visit
		}
	}
	return found, handed
}

func (s *Service) use(ctx context.Context, unit *es.Unit, visits *es.Aggregate[Visits], visit Visit) error {
	owner, err := s.accounts.Load(ctx, unit, visit.Account)
	if err != nil {
		return err
	}
	if err := visits.Decide(Use(visit.ID, owner.State().Profile, unit.Now())); err != nil {
		return err
	}
	unit.CancelTimer(visits.Stream(), ExpireTimer)
	return s.confirm(ctx, unit, visit)
}

// Use records that the right code of a slip was entered, unless the slip has ended, its time is over, or the profile is
// another than the document shown.
func Use(visitID string, p profile.Profile, now time.Time) es.Decision[Visits] {
	return func(v Visits) ([]es.Event[Visits], error) {
		visit, _ := v.find(visitID)
		switch refusal, ended := refusals[visit.State]; {
		case ended:
			return nil, refusal.At("code")
		case !now.Before(visit.ExpiresAt):
			return nil, ErrCodeExpired.At("code")
		case visit.otherThan(p):
			return nil, ErrCodeVoid.At("code")
		default:
			return []es.Event[Visits]{visit.end(Activated, now)}, nil
		}
	}
}

// otherThan reports whether the profile does not have what was shown (CNF-5).
func (v Visit) otherThan(p profile.Profile) bool {
	return len(identity.Compare(v.Shown.form(), p)) > 0
}

// Recognise tells a code of a slip that was typed in another place (COD-9). It implements confirmation.Elsewhere.
func (s *Service) Recognise(ctx context.Context, unit *es.Unit, accountID, typed string) (place, err error) {
	visits, err := s.visits.Load(ctx, unit, accountID)
	if err != nil {
		return nil, err
	}
	visit, _ := s.match(visits.State(), typed)
	if visit.State != Sealed || !unit.Now().Before(visit.ExpiresAt) {
		return nil, nil
	}
	return ErrElsewhere, nil
}
