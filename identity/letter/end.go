package letter

import (
	"context"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/profile"
)

// VoidBy ends a letter when what it vouches for is otherwise in the verified profile (CNF-5), and only then.
func VoidBy(p profile.Profile, now time.Time) es.Decision[Letter] {
	return func(l Letter) ([]es.Event[Letter], error) {
		changed := l.Contents.changed(p, l.To)
		if len(changed) == 0 || !l.may(Void) {
			return nil, nil
		}
		return []es.Event[Letter]{LetterVoided{Step: l.step(now), Changed: changed}}, nil
	}
}

// Cancel ends a letter that is not needed any more.
func Cancel(why identity.Ending, now time.Time) es.Decision[Letter] {
	return towards(Cancelled, func(l Letter) es.Event[Letter] { return LetterCancelled{Step: l.step(now), Why: why} })
}

// Expire ends a letter whose time is over.
func Expire(now time.Time) es.Decision[Letter] {
	return func(l Letter) ([]es.Event[Letter], error) {
		if !l.may(Expired) || now.Before(l.ExpiresAt) {
			return nil, nil
		}
		return []es.Event[Letter]{LetterExpired{l.step(now)}}, nil
	}
}

// expire handles [ExpireTimer].
func (s *Service) expire(ctx context.Context, timer es.Timer) error {
	return s.change(ctx, timer.Stream.ID, Expire)
}

// Remind says once that a letter has not been used (NOT-5).
func Remind(policy Policy, now time.Time) es.Decision[Letter] {
	return func(l Letter) ([]es.Event[Letter], error) {
		if at := l.remindAt(policy); at.IsZero() || now.Before(at) {
			return nil, nil
		}
		return []es.Event[Letter]{ReminderDue{l.step(now)}}, nil
	}
}

// remind handles [RemindTimer].
func (s *Service) remind(ctx context.Context, timer es.Timer) error {
	return s.change(ctx, timer.Stream.ID, func(now time.Time) es.Decision[Letter] { return Remind(s.policy, now) })
}
