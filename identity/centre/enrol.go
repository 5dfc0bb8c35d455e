package centre

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/registration"
)

// Enrol is the command of an operator to register a person who has no account and shows their documents (CNF-9).
type Enrol struct {
	Desk
	// Key lets the command be repeated, as in Receive.
	Key string
	// Form is the whole profile, as the documents say it.
	Form profile.Form
	// Contact is the person's own: the one-time code goes there, and the operator never sees it. Consents are those that
	// the person gave at the desk; Language is that of messages, "ru" or "en".
	Contact  string
	Consents []registration.Consent
	Language string
}

// Format prints a mask for every verb.
func (Enrol) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[enrol]") }

// LogValue is a mask.
func (Enrol) LogValue() slog.Value { return slog.StringValue("[enrol]") }

// channel is that of consents given at a desk.
const channel = "centre"

// Enrol registers the person and returns the account. They go on by themselves, there and then or later: with the
// one-time code they set a password, with their SNILS they take over the profile, and when registries have verified it
// they are confirmed by this centre; enrolment.Service.Standing tells how far that is. Every fault is refused at its
// path; a person or a contact that has an account already with the next step for it.
func (s *Service) Enrol(ctx context.Context, command Enrol) (accountID string, err error) {
	if s.enrolments == nil {
		return "", fault.AsPermanent(errors.New("centre: nobody is enrolled without registries"))
	}
	if len(command.Key) > longestKey {
		return "", ErrKey.At("key")
	}
	if err := s.accredited(ctx, command.Desk); err != nil {
		return "", err
	}
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		if err := s.staffed(ctx, unit, command.Desk, ""); err != nil {
			return err
		}
		scope := "desk-enrolment\x00" + command.Operator
		earlier, done, err := unit.Earlier(ctx, scope, command.Key)
		if err != nil || done {
			accountID = earlier.ID
			return err
		}
		accountID, err = s.enrol(ctx, unit, command)
		if !errors.Is(err, fault.Refused) {
			if err == nil {
				_, _, err = unit.Once(ctx, scope, command.Key, s.accounts.Stream(accountID))
			}
			return err
		}
		// A double click may have been carried out since the key was looked for, and then it is what the refusal is about.
		owner, done, lookErr := unit.Earlier(ctx, scope, command.Key)
		switch {
		case lookErr != nil:
			return lookErr
		case done:
			return &es.Claimed{Owner: owner}
		default:
			return err
		}
	})
	if err != nil {
		return "", err
	}
	return accountID, nil
}

func (s *Service) enrol(ctx context.Context, unit *es.Unit, command Enrol) (accountID string, err error) {
	evidence, err := unit.NewID()
	if err != nil {
		return "", err
	}
	opened, err := s.enrolments.Open(ctx, unit, enrolment.Application{
		Form: command.Form, Contact: command.Contact, Consents: command.Consents, Language: command.Language, Channel: channel,
		Vouched: account.Confirmation{
			Method: account.Centre, By: command.Centre, Operator: command.Operator, Evidence: evidence,
		},
	})
	return opened.Account, err
}
