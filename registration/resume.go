package registration

import (
	"cmp"
	"context"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// Resume takes up an interrupted registration by its contact (REG-6).
type Resume struct {
	// Key makes the command idempotent, as in Register.
	Key     string `json:"key" validate:"max=200"`
	Contact string `json:"contact"`
	// Language is that of messages about a registration that is not there; one that is has its own.
	Language string `json:"language" validate:"omitempty,oneof=ru en"`
}

// Resume sends a code to the contact of an unfinished registration; Confirm then leads on to the step
// where it stopped. The answer does not tell whether there is one.
func (s *Service) Resume(ctx context.Context, command Resume) (confirmation.Receipt, error) {
	contact, err := s.check(command, command.Contact)
	if err != nil {
		return confirmation.Receipt{}, err
	}
	return s.once(ctx, "resume\x00"+contact.Reveal(), command.Key, "",
		func(ctx context.Context, unit *es.Unit, challenge string) (confirmation.Receipt, error) {
			question, err := s.unfinished(ctx, unit, contact)
			if err != nil {
				return confirmation.Receipt{}, err
			}
			if question.Language == "" {
				question.Language = cmp.Or(command.Language, defaultLanguage)
			}
			return s.confirmations.Ask(ctx, unit, challenge, question)
		})
}

// unfinished finds whom to ask: the registration that proved the contact, or else the latest that waits
// for it. The owner of a finished account is told instead; where nobody is known, nobody is asked.
func (s *Service) unfinished(ctx context.Context, unit *es.Unit, contact person.Contact) (confirmation.Question, error) {
	question := confirmation.Question{Purpose: confirmation.ForResuming, Contact: contact}
	found, proved, err := s.holder(ctx, unit, account.ContactKey(unit, contact))
	if err != nil {
		return question, err
	}
	if !proved {
		var waits bool
		found, waits, err = s.holder(ctx, unit, waitingKey(unit, contact))
		if err != nil || !waits {
			return question, err
		}
	}
	state := found.State()
	live := state.Status == account.Live
	if live || s.underWay(state, unit.Now()) == nil {
		question.Account, question.Language, question.Withheld = state.ID, state.Language, live
	}
	return question, nil
}
