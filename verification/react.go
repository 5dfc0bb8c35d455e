package verification

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/components/cqrs"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// Reactions start verifications and ask the registries. Each registry has a group of its own, so that a
// slow one holds up nobody else's.
func (s *Service) Reactions() []feed.Reactions {
	all := []feed.Reactions{{
		Group: "verification", Topic: account.Category,
		Handlers: []cqrs.GroupEventHandler{cqrs.NewGroupEventHandler(s.onProfileSubmitted)},
	}}
	for _, check := range []Check{DocumentCheck, SNILSCheck, INNCheck} {
		all = append(all, feed.Reactions{
			Group: "verification-" + string(check), Topic: Category,
			Handlers: []cqrs.GroupEventHandler{cqrs.NewGroupEventHandler(func(ctx context.Context, event *CheckDue) error {
				if event.Check != check {
					return nil
				}
				return s.onCheckDue(ctx, event)
			})},
		})
	}
	return all
}

// The timers on a verification's stream: one that asks for each check, and one for all of them.
const (
	askTimer     = "ask-"
	OverdueTimer = "overdue"
)

// AskTimers are the names of the timers that [Service.Ask] handles.
func AskTimers() []string {
	return []string{askTimer + string(DocumentCheck), askTimer + string(SNILSCheck), askTimer + string(INNCheck)}
}

// streamID is that of the verification of one submission.
func streamID(accountID string, submission int) string {
	return fmt.Sprintf("%s.%d", accountID, submission)
}

// onProfileSubmitted begins to check a submission and ends the checking of the one before. One that has been
// replaced already is begun and ended too: the next takes over what passed, one step at a time (PRO-5).
func (s *Service) onProfileSubmitted(ctx context.Context, event *account.ProfileSubmitted) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, event.Account)
		if err != nil {
			return err
		}
		carried := map[Check]time.Time{}
		if event.Submission > 1 {
			before, err := s.verifications.Load(ctx, unit, streamID(event.Account, event.Submission-1))
			if err != nil {
				return err
			}
			carried = before.State().Carry(event.Changed, s.policy, unit.Now())
			if err := s.decide(unit, before, Supersede(unit.Now())); err != nil {
				return err
			}
		}
		v, err := s.verifications.Load(ctx, unit, streamID(event.Account, event.Submission))
		if err != nil {
			return err
		}
		p := event.Profile.Value()
		if p.IsZero() {
			return nil // The person was erased meanwhile.
		}
		if err := s.decide(unit, v, Start(event.Account, event.Submission, p, carried, unit.Now())); err != nil {
			return err
		}
		if owner.State().Submission.Number != event.Submission {
			return s.decide(unit, v, Supersede(unit.Now()))
		}
		// In the same commit, so that nobody waits until the alarm looks for its timers.
		for _, check := range v.State().names() {
			if err := s.ask(unit, owner, v, check); err != nil {
				return err
			}
		}
		return s.conclude(ctx, unit, v)
	})
}

// Ask says that a registry is to be asked. It handles [AskTimers].
func (s *Service) Ask(ctx context.Context, timer es.Timer) error {
	check := Check(strings.TrimPrefix(timer.Name, askTimer))
	return s.change(ctx, timer.Stream.ID, func(unit *es.Unit, owner *es.Aggregate[account.Account], v *es.Aggregate[Verification]) error {
		return s.ask(unit, owner, v, check)
	})
}

// MarkOverdue handles [OverdueTimer].
func (s *Service) MarkOverdue(ctx context.Context, timer es.Timer) error {
	return s.change(ctx, timer.Stream.ID, func(unit *es.Unit, _ *es.Aggregate[account.Account], v *es.Aggregate[Verification]) error {
		return s.decide(unit, v, MarkOverdue(s.policy, unit.Now()))
	})
}

// onCheckDue asks the registry. What comes of it becomes the check's state; only trouble with the store,
// and the end of this process, is an error.
func (s *Service) onCheckDue(ctx context.Context, event *CheckDue) error {
	id, v, p, err := s.attempted(ctx, event)
	if err != nil || !v.Expect(event.Check, event.Attempt) || p.IsZero() {
		return err
	}
	answer, reason, err := s.registries[event.Check].attempt(ctx, id+"."+string(event.Check), v.Checks[event.Check].Ticket, p)
	if err != nil {
		return err
	}
	// A shutdown must not lose what a registry has said.
	return s.heard(context.WithoutCancel(ctx), event, answer, reason)
}
