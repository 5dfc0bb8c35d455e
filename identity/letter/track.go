package letter

import (
	"context"
	"errors"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// Track records news of the post about the letter with that id. News that come late or twice change nothing, nor do
// any of a letter that has ended. Refusals are ErrUnknown, ErrNews, ErrNotPrinted, ErrNoNumber, and ErrNumberTaken.
func (s *Service) Track(ctx context.Context, id string, news News) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error { return s.hear(ctx, unit, id, news) })
}

// TrackNumber is Track for a letter known by its number.
func (s *Service) TrackNumber(ctx context.Context, number person.TrackingNumber, news News) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		stream, known, err := unit.Owner(ctx, numberKey(unit, number))
		if err != nil {
			return err
		}
		if !known {
			return ErrUnknown
		}
		return s.hear(ctx, unit, stream.ID, news)
	})
}

// numberKey is the claim under which a number belongs to one letter.
func numberKey(unit *es.Unit, number person.TrackingNumber) es.ClaimKey {
	return unit.Key("tracking-number", number.Reveal())
}

func (s *Service) hear(ctx context.Context, unit *es.Unit, id string, news News) error {
	l, err := s.letters.Load(ctx, unit, id)
	if err != nil {
		return err
	}
	if news.State == Dispatched && l.State().may(Dispatched) && !news.Number.IsZero() {
		if err := s.claimNumber(ctx, unit, l, news.Number); err != nil {
			return err
		}
	}
	return s.decide(ctx, unit, l, Hear(news, unit.Now()))
}

// claimNumber has a number belong to the letter for as long as the letter can confirm: the post gives numbers anew
// after a time.
func (s *Service) claimNumber(ctx context.Context, unit *es.Unit, l *es.Aggregate[Letter], number person.TrackingNumber) error {
	key := numberKey(unit, number)
	holder, held, err := unit.Owner(ctx, key)
	switch {
	case err != nil:
		return err
	case held && holder != l.Stream():
		return ErrNumberTaken.At("number")
	}
	unit.Claim(key, l.Stream(), l.State().ExpiresAt)
	return nil
}

// Hear records news, if the letter may stand so after it stood as it did.
func Hear(news News, now time.Time) es.Decision[Letter] {
	return func(l Letter) ([]es.Event[Letter], error) {
		event := news.event(l.step(now))
		switch {
		case event == nil:
			return nil, ErrNews.At("state")
		case l.State == None:
			return nil, ErrUnknown
		case l.State == Ordered:
			return nil, ErrNotPrinted
		case news.State == Dispatched && news.Number.IsZero():
			return nil, ErrNoNumber.At("number")
		case !l.may(news.State):
			return nil, nil
		default:
			return []es.Event[Letter]{event}, nil
		}
	}
}

// event returns the event that the news are, nil when they are none.
func (n News) event(step Step) es.Event[Letter] {
	switch n.State {
	case Dispatched:
		return LetterDispatched{Step: step, Number: es.NewPersonal(n.Number)}
	case AtOffice:
		return LetterAtOffice{step}
	case HandedOver:
		return LetterHandedOver{step}
	case Returned:
		return LetterReturned{step}
	case Lost:
		return LetterLost{step}
	default:
		return nil
	}
}

// look handles [TrackTimer]: it asks the post office about the letter, and again later.
func (s *Service) look(ctx context.Context, timer es.Timer) error {
	var l Letter
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		letter, err := s.letters.Load(ctx, unit, timer.Stream.ID)
		if err == nil {
			l = letter.State()
		}
		return err
	})
	if err != nil || s.lookAt(l).IsZero() {
		return err
	}
	all, trouble := s.post.track(ctx, l.ID, l.Number)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if trouble != nil {
		all = nil
	}
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		unit.SetTimer(timer.Stream, TrackTimer, unit.Now().Add(s.policy.TrackEvery))
		for _, news := range all {
			// News that make no sense are no reason to disbelieve the others.
			if err := s.hear(ctx, unit, timer.Stream.ID, news); err != nil && !errors.Is(err, fault.Refused) {
				return err
			}
		}
		return nil
	})
}
