package notification

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/ThreeDotsLabs/watermill/components/cqrs"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Group is the consumer group of the handlers.
const Group = "notification"

// Handlers are the reactions by which events become messages, for a cqrs.EventGroupProcessor on the
// group [Group]. They may be called any number of times for one event.
func (s *Service) Handlers() []cqrs.GroupEventHandler {
	return append(slices.Concat(s.letterHandlers(), s.visitHandlers(), s.enrolmentHandlers()),
		cqrs.NewGroupEventHandler(s.onCodeIssued),
		cqrs.NewGroupEventHandler(s.onCodeResent),
		cqrs.NewGroupEventHandler(s.onReminderDue),
		cqrs.NewGroupEventHandler(s.onProfileReminderDue),
		cqrs.NewGroupEventHandler(s.onPasswordChanged),
		cqrs.NewGroupEventHandler(s.onProfileSubmitted),
		cqrs.NewGroupEventHandler(s.onProfileVerified),
		cqrs.NewGroupEventHandler(s.onProfileRejected),
		cqrs.NewGroupEventHandler(s.onDocumentLapsed),
		cqrs.NewGroupEventHandler(s.onBecameOverdue),
		cqrs.NewGroupEventHandler(s.onIdentityConfirmed),
		cqrs.NewGroupEventHandler(s.onMessageQueued),
	)
}

func codeMessage(challenge string, send int) string { return challenge + "." + strconv.Itoa(send) }

func (s *Service) onCodeIssued(ctx context.Context, event *confirmation.CodeIssued) error {
	return s.queueCode(ctx, event.Challenge, 1)
}

func (s *Service) onCodeResent(ctx context.Context, event *confirmation.CodeResent) error {
	return s.queueCode(ctx, event.Challenge, event.Send)
}

// queueCode queues the message of one sending of a challenge. Where the code is withheld, the owner of
// the contact is told instead (REG-8); where nobody is asked, there is no message.
func (s *Service) queueCode(ctx context.Context, challenge string, send int) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		c, err := s.confirmations.Load(ctx, unit, challenge)
		if err != nil || c.Account == "" {
			return err
		}
		m := Message{
			ID: codeMessage(challenge, send), Account: c.Account, Template: Code, Language: c.Language,
			To: c.Contact, Challenge: challenge, Send: send,
		}
		switch {
		case c.Withheld:
			m.Template = Attempt
		case c.Purpose == confirmation.ForEnrolment:
			m.Template = Enrolled
		}
		return s.queue(ctx, unit, m)
	})
}

// onPasswordChanged tells every proved contact, as with all that concerns security (NOT-2, PWD-4).
func (s *Service) onPasswordChanged(ctx context.Context, event *account.PasswordChanged) error {
	return s.tell(ctx, event.Account, PasswordChange, fmt.Sprintf("%s.password-%d", event.Account, event.At.UnixMicro()))
}

// tell queues a message to every proved contact of an account, with ids that begin with id.
func (s *Service) tell(ctx context.Context, accountID string, template Template, id string) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		a, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		for _, contact := range a.State().Contacts {
			err := s.queue(ctx, unit, Message{
				ID: id + "." + string(contact.Value.Kind()), Account: accountID, Template: template,
				Language: a.State().Language, To: contact.Value,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) queue(ctx context.Context, unit *es.Unit, message Message) error {
	m, err := s.messages.Load(ctx, unit, message.ID)
	if err != nil {
		return err
	}
	return m.Decide(Queue(message, unit.Now()))
}

func (s *Service) onMessageQueued(ctx context.Context, event *MessageQueued) error {
	return s.send(ctx, event.Message)
}
