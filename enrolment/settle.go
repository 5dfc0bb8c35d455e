package enrolment

import (
	"context"
	"errors"
	"time"

	"github.com/ThreeDotsLabs/watermill/components/cqrs"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/identity"
)

// Reactions end enrolments whose profile was verified.
func (s *Service) Reactions() []feed.Reactions {
	return []feed.Reactions{{
		Group: "enrolment", Topic: account.Category,
		Handlers: []cqrs.GroupEventHandler{cqrs.NewGroupEventHandler(s.onProfileVerified)},
	}}
}

func (s *Service) onProfileVerified(ctx context.Context, event *account.ProfileVerified) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		e, err := s.enrolments.Load(ctx, unit, event.Account)
		if err != nil || !e.State().accepted() {
			return err
		}
		owner, err := s.accounts.Load(ctx, unit, event.Account)
		if err != nil {
			return err
		}
		return s.settle(ctx, unit, e, owner)
	})
}

// settle ends an accepted enrolment when the profile is verified: with the confirmation where it is what was vouched
// for, without where it is not. While the account is held the confirmation waits (CNF-10).
func (s *Service) settle(ctx context.Context, unit *es.Unit, e *es.Aggregate[Enrolment], owner *es.Aggregate[account.Account]) error {
	if !e.State().accepted() || owner.State().Level() < account.Standard {
		return nil
	}
	if differences := identity.Compare(e.State().Form, owner.State().Profile); len(differences) > 0 {
		return s.decide(unit, e, Differ(differences, unit.Now()))
	}
	vouched := e.State().Vouched
	way := identity.Way{Method: vouched.Method, Evidence: vouched.Evidence, At: unit.Now()}
	_, err := s.identity.Present(ctx, unit, e.State().Account, way)
	if errors.Is(err, identity.ErrConfirmed) {
		return s.decide(unit, e, End(Overtaken, unit.Now()))
	}
	if err != nil {
		return err
	}
	if err := s.identity.Confirm(ctx, unit, e.State().Account, vouched); err != nil {
		return err
	}
	return s.decide(unit, e, End(Confirmed, unit.Now()))
}

// Differ ends an enrolment because the verified profile is not what was vouched for. One that has ended stays as it is.
func Differ(differences []identity.Difference, now time.Time) es.Decision[Enrolment] {
	return func(e Enrolment) ([]es.Event[Enrolment], error) {
		if !e.open() {
			return nil, nil
		}
		return []es.Event[Enrolment]{EnrolmentDiffered{Account: e.Account, Differences: differences, At: now}}, nil
	}
}

// End ends an enrolment. One that has ended stays as it is.
func End(ending Ending, now time.Time) es.Decision[Enrolment] {
	return func(e Enrolment) ([]es.Event[Enrolment], error) {
		if !e.open() {
			return nil, nil
		}
		return []es.Event[Enrolment]{EnrolmentEnded{Account: e.Account, Ending: ending, At: now}}, nil
	}
}

// Expire handles [ExpireTimer].
func (s *Service) Expire(ctx context.Context, timer es.Timer) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		e, err := s.enrolments.Load(ctx, unit, timer.Stream.ID)
		if err != nil || unit.Now().Before(e.State().ExpiresAt) {
			return err
		}
		return s.decide(unit, e, End(Expired, unit.Now()))
	})
}
