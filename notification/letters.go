package notification

import (
	"context"
	"slices"

	"github.com/ThreeDotsLabs/watermill/components/cqrs"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/letter"
)

// The messages about a registered letter (CNF-4, CNF-5). None holds its code.
const (
	// LetterOrdered tells until when the code will live, LetterDispatched the number to track it by, LetterAtOffice
	// that it can be fetched.
	LetterOrdered    Template = "letter-ordered"
	LetterDispatched Template = "letter-dispatched"
	LetterAtOffice   Template = "letter-at-office"
	// LetterReminder reminds of a letter that was not used (NOT-5).
	LetterReminder Template = "letter-reminder"
	// LetterReturned, LetterLost and LetterVoid tell that the letter confirms nothing, and what to do next.
	LetterReturned Template = "letter-returned"
	LetterLost     Template = "letter-lost"
	LetterVoid     Template = "letter-void"
)

// letterTemplates are the messages about letters, with the states of the letter in which each is true.
var letterTemplates = map[Template][]letter.State{
	LetterOrdered:    {letter.Ordered, letter.Printed},
	LetterDispatched: {letter.Dispatched},
	LetterAtOffice:   {letter.AtOffice},
	LetterReminder:   {letter.Printed, letter.Dispatched, letter.AtOffice, letter.HandedOver},
	LetterReturned:   {letter.Returned},
	LetterLost:       {letter.Lost},
	LetterVoid:       {letter.Void},
}

func (s *Service) letterHandlers() []cqrs.GroupEventHandler {
	return []cqrs.GroupEventHandler{
		cqrs.NewGroupEventHandler(func(ctx context.Context, event *letter.LetterOrdered) error {
			return s.tellOf(ctx, event.Account, event.Letter, LetterOrdered, account.Results)
		}),
		cqrs.NewGroupEventHandler(func(ctx context.Context, event *letter.LetterDispatched) error {
			return s.tellOf(ctx, event.Account, event.Letter, LetterDispatched, account.Results)
		}),
		cqrs.NewGroupEventHandler(func(ctx context.Context, event *letter.LetterAtOffice) error {
			return s.tellOf(ctx, event.Account, event.Letter, LetterAtOffice, account.Results)
		}),
		cqrs.NewGroupEventHandler(func(ctx context.Context, event *letter.ReminderDue) error {
			return s.tellOf(ctx, event.Account, event.Letter, LetterReminder, account.Reminders)
		}),
		cqrs.NewGroupEventHandler(func(ctx context.Context, event *letter.LetterReturned) error {
			return s.tellOf(ctx, event.Account, event.Letter, LetterReturned, account.Results)
		}),
		cqrs.NewGroupEventHandler(func(ctx context.Context, event *letter.LetterLost) error {
			return s.tellOf(ctx, event.Account, event.Letter, LetterLost, account.Results)
		}),
		cqrs.NewGroupEventHandler(func(ctx context.Context, event *letter.LetterVoided) error {
			return s.tellOf(ctx, event.Account, event.Letter, LetterVoid, account.Results)
		}),
	}
}

// tellOf queues a message about a letter or visit by the channel chosen for its topic. Each is told once of one.
func (s *Service) tellOf(ctx context.Context, accountID, id string, template Template, topic account.Topic) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		contact, ok := reachable(owner.State(), topic)
		if !ok {
			return nil
		}
		return s.queue(ctx, unit, Message{
			ID: id + "." + string(template), Account: accountID, Template: template, Language: owner.State().Language,
			To: contact.Value, Evidence: id,
		})
	})
}

// composeLetter writes where a letter is. What is not so any more is not told.
func (s *Service) composeLetter(ctx context.Context, m Message) (words Words, useless *fault.Fault, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		found, err := s.letters.Load(ctx, unit, m.Evidence)
		if err != nil {
			return err
		}
		l := found.State()
		if !slices.Contains(letterTemplates[m.Template], l.State) {
			useless = &ReasonOvertaken
			return nil
		}
		words = s.words("", "")
		words.Tracking, words.Until = l.Number.Format(), s.date(l.ExpiresAt)
		return nil
	})
	return words, useless, err
}
