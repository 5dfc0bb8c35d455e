package verification

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// RemindTimer is the timer on an account's stream that fires when its profile is to be reminded of (NOT-5).
const RemindTimer = "remind-profile"

// Remind marks a reminder of the profile as due and sets the next. It handles [RemindTimer].
func (s *Service) Remind(ctx context.Context, timer es.Timer) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, timer.Stream.ID)
		if err != nil {
			return err
		}
		draft, err := s.drafts.Load(ctx, unit, timer.Stream.ID)
		if err != nil {
			return err
		}
		if err := owner.Decide(account.RemindOfProfile(draft.State(), s.policy.RemindAfter, unit.Now())); err != nil {
			return err
		}
		s.remindLater(unit, owner, draft)
		return nil
	})
}

// remindLater sets the timer for what account and draft now say is left undone.
func (s *Service) remindLater(unit *es.Unit, owner *es.Aggregate[account.Account], draft *es.Aggregate[account.Draft]) {
	due, ok := account.NextProfileReminder(owner.State(), draft.State(), s.policy.RemindAfter, unit.Now())
	if ok {
		unit.SetTimer(owner.Stream(), RemindTimer, due)
	} else {
		unit.CancelTimer(owner.Stream(), RemindTimer)
	}
}
