package registration

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// Resume takes up an interrupted registration by its contact (REG-6).
type Resume struct {
	// Key makes the command idempotent, as in Register.
	Key     string `json:"key" validate:"max=200"`
	Contact string `json:"contact" validate:"required,max=320"`
	// Language is that of messages about a registration that is not there; one that is has its own.
	Language string `json:"language" validate:"omitempty,oneof=ru en"`
}

// Resume sends a code to the contact of an unfinished registration; Confirm then leads on to the step
// where it stopped. The answer does not tell whether there is one.
func (s *Service) Resume(ctx context.Context, command Resume) (confirmation.Receipt, error) {
	if err := s.validator.Check(command); err != nil {
		return confirmation.Receipt{}, err
	}
	contact, err := parseContact(command.Contact)
	if err != nil {
		return confirmation.Receipt{}, fault.At("contact", err)
	}
	return s.once(ctx, "resume\x00"+contact.Reveal(), command.Key,
		func(ctx context.Context, unit *es.Unit, challenge string) (confirmation.Receipt, error) {
			question, err := s.unfinished(ctx, unit, contact)
			if err != nil {
				return confirmation.Receipt{}, err
			}
			if question.Language == "" {
				question.Language = language(command.Language)
			}
			return s.confirmations.Ask(ctx, unit, challenge, question)
		})
}

// unfinished finds whom to ask: the registration that proved the contact, or else the latest that
// waits for it. The owner of a finished account is told instead; where nobody is known, nobody is
// asked.
func (s *Service) unfinished(ctx context.Context, unit *es.Unit, contact person.Contact) (confirmation.Question, error) {
	key := account.ContactKey(unit, contact)
	question := confirmation.Question{Purpose: confirmation.ForResuming, Contact: contact, Index: key.Index}
	found, ok, err := s.holder(ctx, unit, key)
	if err == nil && !ok {
		found, ok, err = s.holder(ctx, unit, waitingKey(key))
	}
	if err != nil || !ok {
		return question, err
	}
	state := found.State()
	if state.Status == account.Abandoned {
		return question, nil
	}
	question.Account, question.Language = state.ID, state.Language
	question.Withheld = state.Status == account.Live
	return question, nil
}

func language(chosen string) string {
	if chosen == "" {
		return "ru"
	}
	return chosen
}
