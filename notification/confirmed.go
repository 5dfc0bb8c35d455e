package notification

import (
	"context"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// methodNames say how somebody was confirmed, as the end of a sentence.
var methodNames = map[account.Method]fault.Text{
	account.Centre:    {Russian: "в центре обслуживания", English: "at a service centre"},
	account.Letter:    {Russian: "кодом из заказного письма", English: "by the code of a registered letter"},
	account.Signature: {Russian: "электронной подписью", English: "by an e-signature"},
	account.Bank:      {Russian: "через банк", English: "by a bank"},
}

// onIdentityConfirmed tells every proved contact, with a way to say that it was not them (CNF-11).
func (s *Service) onIdentityConfirmed(ctx context.Context, event *account.IdentityConfirmed) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, event.Account)
		if err != nil {
			return err
		}
		for _, contact := range owner.State().Contacts {
			err := s.queue(ctx, unit, Message{
				ID:      fmt.Sprintf("%s.confirmed-%s.%s", event.Account, event.Evidence, contact.Value.Kind()),
				Account: event.Account, Template: Confirmed, Language: owner.State().Language, To: contact.Value,
				Evidence: event.Evidence,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// composeConfirmed writes what was confirmed. The link is derived only now. What cannot be reported any more is
// not told.
func (s *Service) composeConfirmed(ctx context.Context, m Message) (words Words, useless *fault.Fault, err error) {
	found, ok, err := s.identity.Reportable(ctx, m.Account, m.Evidence)
	if err != nil {
		return Words{}, nil, err
	}
	if !ok {
		return Words{}, &ReasonOvertaken, nil
	}
	words = s.words("", "")
	words.Report = strings.ReplaceAll(s.portal.Report, "{report}", found.Report.Reveal())
	words.Method = methodNames[found.Method].In(language.Make(m.Language))
	words.Date, words.Until = s.date(found.At), s.date(found.Until)
	return words, nil, nil
}

func (s *Service) date(at time.Time) string { return at.In(s.zone).Format("02.01.2006") }
