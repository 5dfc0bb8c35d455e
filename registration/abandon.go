package registration

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Abandon ends a registration whose time has run out (REG-7). It handles [AbandonTimer].
func (s *Service) Abandon(ctx context.Context, timer es.Timer) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		opened, err := s.accounts.Load(ctx, unit, timer.Stream.ID)
		if err != nil {
			return err
		}
		return abandon(unit, opened, account.Expired)
	})
}

// abandon gives up an unfinished registration: its claims are free, its personal data unreadable for
// ever.
func abandon(unit *es.Unit, opened *es.Aggregate[account.Account], reason account.AbandonReason) error {
	before := opened.State()
	if before.Status != account.Registering {
		return nil
	}
	if err := opened.Decide(account.Abandon(reason, unit.Now())); err != nil {
		return err
	}
	account.Release(unit, opened.Stream(), before)
	unit.CancelTimer(opened.Stream(), AbandonTimer)
	unit.CancelTimer(opened.Stream(), RemindTimer)
	unit.Erase(before.ID)
	return nil
}

// Remind marks a reminder of an unfinished registration as due and sets the next (NOT-5). It handles
// [RemindTimer].
func (s *Service) Remind(ctx context.Context, timer es.Timer) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		opened, err := s.accounts.Load(ctx, unit, timer.Stream.ID)
		if err != nil {
			return err
		}
		if err := opened.Decide(account.Remind(s.policy.Account, unit.Now())); err != nil {
			return err
		}
		if due, ok := account.NextReminder(opened.State(), s.policy.Account, unit.Now()); ok {
			unit.SetTimer(opened.Stream(), RemindTimer, due)
		}
		return nil
	})
}
