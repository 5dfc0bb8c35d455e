package centre

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/components/cqrs"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/identity"
)

// ExpireTimer is the timer on the stream of visits that fires when the time of a slip is over.
const ExpireTimer = "expire"

// Expire handles [ExpireTimer].
func (s *Service) Expire(ctx context.Context, timer es.Timer) error {
	return s.end(ctx, timer.Stream.ID, Expired, identity.Expired, func(unit *es.Unit, visit Visit, _ account.Account) bool {
		return !unit.Now().Before(visit.ExpiresAt)
	})
}

// Reactions end slips that cannot confirm any more: because the profile is another (CNF-5), and because the way was
// closed when another one succeeded (CNF-1).
func (s *Service) Reactions() []feed.Reactions {
	return []feed.Reactions{
		{
			Group: "visit-void", Topic: account.Category,
			Handlers: []cqrs.GroupEventHandler{cqrs.NewGroupEventHandler(s.onProfileVerified)},
		},
		{
			Group: "visit-overtaken", Topic: identity.Category,
			Handlers: []cqrs.GroupEventHandler{cqrs.NewGroupEventHandler(s.onWayEnded)},
		},
	}
}

func (s *Service) onProfileVerified(ctx context.Context, event *account.ProfileVerified) error {
	return s.end(ctx, event.Account, Void, identity.Void, func(_ *es.Unit, visit Visit, owner account.Account) bool {
		return !owner.Profile.IsZero() && visit.otherThan(owner.Profile)
	})
}

// onWayEnded finds the slip ended already when it was the slip that ended the way.
func (s *Service) onWayEnded(ctx context.Context, event *identity.Ended) error {
	return s.end(ctx, event.Account, Overtaken, identity.Overtaken, func(_ *es.Unit, visit Visit, _ account.Account) bool {
		return visit.ID == event.Evidence
	})
}

// end closes the slip that can be used, and its way, if it is one that the condition is about.
func (s *Service) end(
	ctx context.Context, accountID string, state State, way identity.Ending, about func(*es.Unit, Visit, account.Account) bool,
) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		visits, err := s.visits.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		visit, ok := visits.State().sealed()
		if !ok {
			return nil
		}
		owner, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil || !about(unit, visit, owner.State()) {
			return err
		}
		err = visits.Decide(func(Visits) ([]es.Event[Visits], error) {
			return []es.Event[Visits]{visit.end(state, unit.Now())}, nil
		})
		if err != nil {
			return err
		}
		unit.CancelTimer(visits.Stream(), ExpireTimer)
		return s.identities.End(ctx, unit, accountID, visit.ID, way)
	})
}
