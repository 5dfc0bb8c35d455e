package notification

import (
	"context"
	"time"

	"golang.org/x/text/language"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// SendTimer is the timer on a message's stream that tries it again.
const SendTimer = "send"

// Attempt tries a message again. It handles [SendTimer].
func (s *Service) Attempt(ctx context.Context, timer es.Timer) error {
	return s.send(ctx, timer.Stream.ID)
}

// send tries to send one message, unless that is done or over. Only trouble with the store is an
// error: what a gateway says becomes the message's state.
func (s *Service) send(ctx context.Context, id string) error {
	m, err := s.load(ctx, id)
	if err != nil {
		return err
	}
	if !m.open() || time.Now().Before(m.RetryAt) {
		return nil
	}
	words, useless, err := s.compose(ctx, m)
	if err != nil {
		return err
	}
	if useless != nil {
		return s.record(ctx, id, func(now time.Time) es.Decision[Message] { return Drop(*useless, now) })
	}
	// Composing asks the store, which may have taken long: meanwhile another process may have sent the message.
	if present, err := s.load(ctx, id); err != nil || !present.open() {
		return err
	}
	reference, cause := s.handOver(ctx, m, words)
	switch {
	case cause == nil:
		// A shutdown must not make a message that has left look as if it had not.
		return s.record(context.WithoutCancel(ctx), id, func(now time.Time) es.Decision[Message] { return Succeed(reference, now) })
	case ctx.Err() != nil:
		return ctx.Err()
	default:
		return s.record(ctx, id, func(now time.Time) es.Decision[Message] { return Fail(cause, s.policy, now) })
	}
}

// compose finds what the message says; useless tells why it need not be sent any more.
func (s *Service) compose(ctx context.Context, m Message) (words Words, useless *fault.Fault, err error) {
	if m.To.IsZero() {
		return Words{}, &ReasonErased, nil
	}
	switch m.Template {
	case Code, Enrolled:
		letter, ok, err := s.confirmations.Letter(ctx, m.Challenge, m.Send)
		if err != nil {
			return Words{}, nil, err
		}
		if !ok {
			return Words{}, &ReasonOvertaken, nil
		}
		words = s.words(m.Challenge, letter.Token)
		words.Code = letter.Code
		words.Valid = inWords(letter.ExpiresAt.Sub(letter.SentAt), m.Language)
	case Reminder, FinishProfile, CorrectProfile, Checking, Overdue:
		holds, err := s.holds(ctx, m)
		if err != nil {
			return Words{}, nil, err
		}
		if !holds {
			return Words{}, &ReasonOvertaken, nil
		}
		words = s.words("", "")
	case Confirmed:
		if words, useless, err = s.composeConfirmed(ctx, m); err != nil || useless != nil {
			return Words{}, useless, err
		}
	case LetterOrdered, LetterDispatched, LetterAtOffice, LetterReminder, LetterReturned, LetterLost, LetterVoid:
		if words, useless, err = s.composeLetter(ctx, m); err != nil || useless != nil {
			return Words{}, useless, err
		}
	case VisitDiffers, SlipHandedOver, SlipVoid:
		if words, useless, err = s.composeVisit(ctx, m); err != nil || useless != nil {
			return Words{}, useless, err
		}
	default:
		words = s.words("", "")
	}
	words.Case = m.Account
	return words, nil, nil
}

// inWords renders a duration as refusals do: "24 часа", "5 minutes".
func inWords(d time.Duration, lang string) string {
	return fault.Define("", "{valid}", "{valid}").With("valid", d).Message(language.Make(lang))
}

// handOver gives the message to its gateway, which has a limited time for it.
func (s *Service) handOver(ctx context.Context, m Message, words Words) (reference string, err error) {
	subject, text, err := s.texts.render(m.Template, m.Language, m.To.Kind(), words)
	if err != nil {
		return "", fault.AsPermanent(err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.policy.Timeout)
	defer cancel()
	if phone, ok := m.To.Phone(); ok {
		return s.sms.SendSMS(ctx, SMS{ID: m.ID, To: phone, Text: text})
	}
	email, _ := m.To.Email()
	return s.mail.SendMail(ctx, Mail{ID: m.ID, To: email, Subject: subject, Text: text, Language: m.Language})
}

// record notes what came of an attempt and sets or removes the timer of the next.
func (s *Service) record(ctx context.Context, id string, outcome func(now time.Time) es.Decision[Message]) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		m, err := s.messages.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		if err := m.Decide(outcome(unit.Now())); err != nil {
			return err
		}
		if m.State().Status == Failing {
			unit.SetTimer(m.Stream(), SendTimer, m.State().RetryAt)
		} else {
			unit.CancelTimer(m.Stream(), SendTimer)
		}
		return nil
	})
}
