package letter

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/components/cqrs"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/identity"
)

// Reactions end letters that cannot confirm any more: because the profile is another (CNF-5), and because the way was
// closed when another one succeeded (CNF-1).
func (s *Service) Reactions() []feed.Reactions {
	return []feed.Reactions{
		{
			Group: "letter-void", Topic: account.Category,
			Handlers: []cqrs.GroupEventHandler{cqrs.NewGroupEventHandler(s.onProfileVerified)},
		},
		{
			Group: "letter-cancel", Topic: identity.Category,
			Handlers: []cqrs.GroupEventHandler{cqrs.NewGroupEventHandler(s.onWayEnded)},
		},
	}
}

func (s *Service) onProfileVerified(ctx context.Context, event *account.ProfileVerified) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, event.Account)
		if err != nil || owner.State().Profile.IsZero() {
			return err
		}
		orders, err := s.orders.Load(ctx, unit, event.Account)
		if err != nil {
			return err
		}
		for _, order := range orders.State() {
			if !unit.Now().Before(order.ExpiresAt) {
				continue
			}
			l, err := s.letters.Load(ctx, unit, order.Letter)
			if err != nil {
				return err
			}
			if err := s.decide(ctx, unit, l, VoidBy(owner.State().Profile, unit.Now())); err != nil {
				return err
			}
		}
		return nil
	})
}

// onWayEnded finds the letter ended already when it was the letter that ended the way.
func (s *Service) onWayEnded(ctx context.Context, event *identity.Ended) error {
	if event.Method != account.Letter {
		return nil
	}
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		l, err := s.letters.Load(ctx, unit, event.Evidence)
		if err != nil || !l.State().Open() {
			return err
		}
		return s.decide(ctx, unit, l, Cancel(event.Ending, unit.Now()))
	})
}
