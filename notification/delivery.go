package notification

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Delivery is what a person may know about a message to them.
type Delivery struct {
	Status Status
	// Reason says in words why the message has not left; nil when there is nothing to say.
	Reason *fault.Fault
	// RetryAt is when a failing message is tried again.
	RetryAt time.Time
	SentAt  time.Time
}

// CodeDelivery returns how the message with the code of one sending fares. Right after the code was
// asked for there may be no message yet: it is then waiting. Where nobody is asked, because the contact
// is unknown, it says that the message was sent, so that the answer does not tell (REG-8).
func (s *Service) CodeDelivery(ctx context.Context, challenge string, send int) (Delivery, error) {
	var asked confirmation.Challenge
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) (err error) {
		asked, err = s.confirmations.Load(ctx, unit, challenge)
		return err
	})
	if err != nil {
		return Delivery{}, err
	}
	if asked.Status != confirmation.None && asked.Account == "" {
		return Delivery{Status: Sent, SentAt: asked.SentAt}, nil
	}
	return s.Delivery(ctx, codeMessage(challenge, send))
}

// Delivery returns how the message with that id fares.
func (s *Service) Delivery(ctx context.Context, message string) (Delivery, error) {
	m, err := s.load(ctx, message)
	if err != nil {
		return Delivery{}, err
	}
	delivery := Delivery{Status: m.Status, RetryAt: m.RetryAt, SentAt: m.SentAt}
	if m.Status == None {
		delivery.Status = Waiting
	}
	for _, reason := range reasons() {
		if reason.Code == m.Reason {
			delivery.Reason = &reason
		}
	}
	return delivery, nil
}

// Retry tries a parked message again.
func (s *Service) Retry(ctx context.Context, message string) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		m, err := s.messages.Load(ctx, unit, message)
		if err != nil {
			return err
		}
		if err := m.Decide(Retry(unit.Now())); err != nil {
			return err
		}
		if m.State().Status == Waiting {
			unit.SetTimer(m.Stream(), SendTimer, unit.Now())
		}
		return nil
	})
}
