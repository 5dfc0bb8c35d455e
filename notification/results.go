package notification

import (
	"context"
	"fmt"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/verification"
)

// The way of a submitted profile is told by the channel the person has chosen (VER-4).

func (s *Service) onProfileSubmitted(ctx context.Context, event *account.ProfileSubmitted) error {
	return s.tellResult(ctx, event.Account, event.Submission, Checking)
}

func (s *Service) onProfileVerified(ctx context.Context, event *account.ProfileVerified) error {
	return s.tellResult(ctx, event.Account, event.Submission, Verified)
}

func (s *Service) onProfileRejected(ctx context.Context, event *account.ProfileRejected) error {
	return s.tellResult(ctx, event.Account, event.Submission, Rejected)
}

func (s *Service) onDocumentLapsed(ctx context.Context, event *account.DocumentLapsed) error {
	return s.tellResult(ctx, event.Account, event.Submission, DocumentLapsed)
}

// onBecameOverdue tells support as well (VER-5).
func (s *Service) onBecameOverdue(ctx context.Context, event *verification.BecameOverdue) error {
	if err := s.tellResult(ctx, event.Account, event.Submission, Overdue); err != nil || s.portal.Support.IsZero() {
		return err
	}
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		a, err := s.accounts.Load(ctx, unit, event.Account)
		if err != nil {
			return err
		}
		if _, ok := reachable(a.State(), account.Results); !ok {
			return nil
		}
		return s.queue(ctx, unit, Message{
			ID: resultMessage(event.Account, event.Submission, SupportOverdue), Account: event.Account,
			Template: SupportOverdue, Language: languages[0], To: s.portal.Support,
		})
	})
}

func resultMessage(accountID string, submission int, template Template) string {
	return fmt.Sprintf("%s.%s-%d", accountID, template, submission)
}

// tellResult queues a message by the channel chosen for results.
func (s *Service) tellResult(ctx context.Context, accountID string, submission int, template Template) error {
	return s.tellBy(ctx, account.Results, accountID, template, resultMessage(accountID, submission, template))
}

// tellBy queues a message of that id by the channel chosen for the topic.
func (s *Service) tellBy(ctx context.Context, topic account.Topic, accountID string, template Template, id string) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		a, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		contact, ok := reachable(a.State(), topic)
		if !ok {
			return nil
		}
		return s.queue(ctx, unit, Message{
			ID: id, Account: accountID, Template: template,
			Language: a.State().Language, To: contact.Value,
		})
	})
}

// reachable returns the contact for messages of the topic; ok is false when there is none (any more): of
// somebody erased there is nothing to tell, and nothing can be sealed for them.
func reachable(a account.Account, topic account.Topic) (contact account.Contact, ok bool) {
	contact, ok = a.Channel(topic)
	return contact, ok && !contact.Value.IsZero()
}
