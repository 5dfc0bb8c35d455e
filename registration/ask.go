package registration

import (
	"context"
	"errors"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// once runs work, which sends one code, at most once for a key its caller chose; repeated, it gives the
// receipt as it now stands (REG-10). The code is that of the challenge named, or of a new one when none is.
func (s *Service) once(
	ctx context.Context, scope, key, challenge string,
	work func(ctx context.Context, unit *es.Unit, challenge string) (confirmation.Receipt, error),
) (receipt confirmation.Receipt, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		id, err := challenge, error(nil)
		if id == "" {
			id, err = unit.NewID()
		}
		if err != nil {
			return err
		}
		earlier, done, err := unit.Once(ctx, scope, key, s.confirmations.Stream(id))
		if err != nil {
			return err
		}
		if done {
			receipt, err = s.confirmations.Receipt(ctx, unit, earlier.ID)
			return err
		}
		receipt, err = work(ctx, unit, id)
		if !errors.Is(err, fault.Refused) {
			return err
		}
		// A double click may have been carried out since the key was looked for, and then it is what the
		// refusal is about: a code has just been sent.
		owner, done, lookErr := unit.Once(ctx, scope, key, s.confirmations.Stream(id))
		switch {
		case lookErr != nil:
			return lookErr
		case done:
			return &es.Claimed{Owner: owner}
		default:
			return err
		}
	})
	return receipt, err
}

// ask puts the question for an account by a contact; the code is withheld when the contact belongs to
// another finished account.
func (s *Service) ask(
	ctx context.Context, unit *es.Unit, challenge string,
	of *es.Aggregate[account.Account], contact person.Contact, purpose confirmation.Purpose, language string,
) (confirmation.Receipt, error) {
	holder, found, err := s.holder(ctx, unit, account.ContactKey(unit, contact))
	if err != nil {
		return confirmation.Receipt{}, err
	}
	taken := found && holder.State().Status == account.Live
	if taken && s.policy.RevealTaken {
		return confirmation.Receipt{}, fault.At("contact", ErrContactTaken)
	}
	return s.confirmations.Ask(ctx, unit, challenge, confirmation.Question{
		Account: of.State().ID, Purpose: purpose, Contact: contact, Withheld: taken, Language: language,
	})
}
