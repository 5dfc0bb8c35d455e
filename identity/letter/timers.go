package letter

import (
	"context"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
)

// The timers on a letter's stream: to print it, to look where it is, to remind of it, and for its end.
const (
	PrintTimer  = "print"
	TrackTimer  = "track"
	RemindTimer = "remind"
	ExpireTimer = "expire"
)

// Timers gives the handler of each timer.
func (s *Service) Timers() map[string]es.TimerHandler {
	return map[string]es.TimerHandler{
		PrintTimer: s.print, TrackTimer: s.look, RemindTimer: s.remind, ExpireTimer: s.expire,
	}
}

// endings say how a way ends with its letter. That of a used letter has succeeded.
var endings = map[State]identity.Ending{
	Returned: identity.Failed, Lost: identity.Failed, Void: identity.Void, Cancelled: identity.GivenUp, Expired: identity.Expired,
}

// decide keeps the timers of a letter at what its state says, and ends the way when the letter cannot confirm any more.
func (s *Service) decide(ctx context.Context, unit *es.Unit, l *es.Aggregate[Letter], decision es.Decision[Letter]) error {
	before := l.State()
	if err := l.Decide(decision); err != nil {
		return err
	}
	after := l.State()
	for name, due := range map[string]func(Letter) time.Time{
		PrintTimer:  Letter.printAt,
		TrackTimer:  s.lookAt,
		RemindTimer: func(l Letter) time.Time { return l.remindAt(s.policy) },
		ExpireTimer: Letter.expireAt,
	} {
		was, is := due(before), due(after)
		switch {
		case is.Equal(was):
		case is.IsZero():
			unit.CancelTimer(l.Stream(), name)
		default:
			unit.SetTimer(l.Stream(), name, is)
		}
	}
	if ending, ended := endings[after.State]; ended && before.Open() {
		return s.identities.End(ctx, unit, after.Account, after.ID, ending)
	}
	return nil
}

// change decides about one letter.
func (s *Service) change(ctx context.Context, id string, decision func(now time.Time) es.Decision[Letter]) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		l, err := s.letters.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		return s.decide(ctx, unit, l, decision(unit.Now()))
	})
}

// printAt returns when the letter is to be printed, zero when it is not.
func (l Letter) printAt() time.Time {
	if l.State != Ordered {
		return time.Time{}
	}
	return l.PrintAt
}

// lookAt returns when to look where the letter is for the first time since its state changed, zero when not at all.
func (s *Service) lookAt(l Letter) time.Time {
	if s.post.tracker == nil || !l.underWay() {
		return time.Time{}
	}
	return l.Since.Add(s.policy.TrackEvery)
}

// remindAt returns when to remind of the letter, zero when not.
func (l Letter) remindAt(policy Policy) time.Time {
	at := l.Since.Add(policy.RemindAfter)
	if !l.Open() || l.State == Ordered || l.Reminded || !at.Before(l.ExpiresAt) {
		return time.Time{}
	}
	return at
}

// expireAt returns when the code dies, zero when it cannot.
func (l Letter) expireAt() time.Time {
	if !l.Open() {
		return time.Time{}
	}
	return l.ExpiresAt
}
