package verification

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// LapseTimer is the timer on an account's stream that fires when its verified document serves no longer.
const LapseTimer = "document-lapses"

// watchDocument sets the timer for the day after the document's last (VER-8).
func (s *Service) watchDocument(unit *es.Unit, owner *es.Aggregate[account.Account]) {
	p := owner.State().Profile
	last := p.Document.LastDay(p.BornOn, s.policy.Profile.Person)
	if last.IsZero() || s.policy.KeepLapsed {
		unit.CancelTimer(owner.Stream(), LapseTimer)
		return
	}
	unit.SetTimer(owner.Stream(), LapseTimer, s.midnight(last.AddDays(1)))
}

// midnight is when the day begins in the portal's zone.
func (s *Service) midnight(day person.Date) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, s.policy.Zone).UTC()
}

// Lapse handles [LapseTimer].
func (s *Service) Lapse(ctx context.Context, timer es.Timer) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, timer.Stream.ID)
		if err != nil {
			return err
		}
		return owner.Decide(account.LapseDocument(s.policy.Profile.Person, s.today(unit.Now()), unit.Now()))
	})
}
