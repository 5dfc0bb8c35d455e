package verification

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/profile"
)

// changing decides about one verification and its owner.
type changing func(unit *es.Unit, owner *es.Aggregate[account.Account], v *es.Aggregate[Verification]) error

// change decides about one verification, and about its end if that has come. One that nobody waits for any more
// ends.
func (s *Service) change(ctx context.Context, id string, decide changing) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		v, err := s.verifications.Load(ctx, unit, id)
		if err != nil || !v.Exists() {
			return err
		}
		owner, err := s.accounts.Load(ctx, unit, v.State().Account)
		if err != nil {
			return err
		}
		if v.State().forsaken(owner.State()) {
			return s.decide(unit, v, Supersede(unit.Now()))
		}
		if err := decide(unit, owner, v); err != nil {
			return err
		}
		return s.conclude(ctx, unit, v)
	})
}

// forsaken reports whether nobody waits for the verification any more: the person submitted anew, or was erased.
func (v Verification) forsaken(owner account.Account) bool {
	return owner.Submission.Number != v.Submission || owner.Submission.Profile.IsZero()
}

// decide keeps the timers of a verification at what its state says.
func (s *Service) decide(unit *es.Unit, v *es.Aggregate[Verification], decision es.Decision[Verification]) error {
	before := v.State()
	if err := v.Decide(decision); err != nil {
		return err
	}
	after := v.State()
	for _, check := range after.names() {
		set(unit, v.Stream(), askTimer+string(check), before.nextOf(check), after.nextOf(check))
	}
	set(unit, v.Stream(), OverdueTimer, before.overdueAt(s.policy), after.overdueAt(s.policy))
	return nil
}

func set(unit *es.Unit, stream es.Stream, name string, before, after time.Time) {
	switch {
	case after.Equal(before):
	case after.IsZero():
		unit.CancelTimer(stream, name)
	default:
		unit.SetTimer(stream, name, after)
	}
}

// nextOf returns when the check is due, zero when it is not.
func (v Verification) nextOf(check Check) time.Time {
	if !v.open(check) {
		return time.Time{}
	}
	return v.Checks[check].Next
}

// overdueAt returns when the verification is to be looked at for being overdue, zero when it is not.
func (v Verification) overdueAt(policy Policy) time.Time {
	if v.Submission == 0 || v.Ended != "" || v.Overdue {
		return time.Time{}
	}
	return v.StartedAt.Add(policy.OverdueAfter)
}

// attempted returns the verification that an attempt belongs to, and the profile it is about: the zero
// value when another one took its place, or the person was erased.
func (s *Service) attempted(ctx context.Context, event *CheckDue) (id string, state Verification, p profile.Profile, err error) {
	id = streamID(event.Account, event.Submission)
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		v, err := s.verifications.Load(ctx, unit, id)
		if err != nil || !v.Exists() {
			return err
		}
		owner, err := s.accounts.Load(ctx, unit, event.Account)
		if err != nil {
			return err
		}
		state, p = v.State(), profile.Profile{}
		if submission := owner.State().Submission; submission.Number == event.Submission {
			p = submission.Profile
		}
		return nil
	})
	return id, state, p, err
}
