package centre

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/person"
)

// Step is what an operator does next for a person (OPS-2).
type Step string

// The steps: there is no account, so register one; the person is not confirmed, so confirm them; they are, so what they
// came for is access.
const (
	Register Step = "register"
	Confirm  Step = "confirm"
	Recover  Step = "recover"
)

// Next is the step with what the operator needs to know for it. It holds no personal data.
type Next struct {
	Step Step
	// Account is empty for Register.
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
		next = Next{Step: Register}
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

// nextFor computes the step for an account. A registration that is not finished is in nobody's way (REG-5).
func nextFor(a account.Account) Next {
	next := Next{Step: Confirm, Account: a.ID, Level: a.Level(), Hold: a.Hold}
	switch {
	case a.Status != account.Live:
		return Next{Step: Register}
	case next.Level == account.Confirmed:
		next.Step = Recover
	}
	return next
}
