package centre

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/person"
)

// Next is the step with what the operator needs to know for it. It holds no personal data.
type Next struct {
	Step operator.Step
	// Account is empty for operator.Register.
	Account string
	// Level below account.Standard means that the profile has to be verified before the person can be confirmed.
	Level account.Level
	// Hold tells that a confirmation would wait for a review (CNF-10).
	Hold account.Hold
}

// ErrIdentifier means that what was given is no identifier by which a person can be found.
var ErrIdentifier = fault.Define("centre.identifier",
	"Введите телефон, электронную почту или СНИЛС", "Enter a phone, an e-mail or a SNILS")

// Next computes what to do for the person of an identifier: a phone or e-mail that they have proved, or a SNILS that
// registries have verified (OPS-2). Operators of centres and support may ask.
func (s *Service) Next(ctx context.Context, operatorID, identifier string) (next Next, err error) {
	if !identifies(identifier) {
		return Next{}, ErrIdentifier.At("identifier")
	}
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		next = Next{Step: operator.Register}
		if _, err := s.operators.Require(ctx, unit, operatorID, operator.CentreOperator, operator.Support); err != nil {
			return err
		}
		for _, key := range account.LoginKeys(unit, identifier) {
			stream, found, err := unit.Owner(ctx, key)
			if err != nil {
				return err
			}
			if !found {
				continue
			}
			owner, err := s.accounts.Load(ctx, unit, stream.ID)
			if err != nil {
				return err
			}
			next = nextFor(owner.State())
			return nil
		}
		return nil
	})
	return next, err
}

func identifies(text string) bool {
	_, contact := person.ParsePhoneOrEmail(text)
	_, snils := person.ParseSNILS(text)
	return contact == nil || snils == nil
}

// nextFor tells what an operator needs to know of an account.
func nextFor(a account.Account) Next {
	step := operator.Next(a)
	if step == operator.Register {
		return Next{Step: step}
	}
	return Next{Step: step, Account: a.ID, Level: a.Level(), Hold: a.Hold}
}
