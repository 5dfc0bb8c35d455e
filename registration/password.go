package registration

import (
	"context"
	"errors"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// SetPassword completes a registration. Whoever bears the grant has proved the contact (REG-3).
type SetPassword struct {
	Grant    confirmation.Grant `json:"-"`
	Password string             `json:"password" validate:"required"`
}

// Completed is a finished registration.
type Completed struct {
	Account string
	Level   account.Level
}

// SetPassword sets the first password; with it the account is simplified (REG-4). Repeated with the
// same password it answers as the first time.
func (s *Service) SetPassword(ctx context.Context, command SetPassword) (Completed, error) {
	if err := s.validator.Check(command); err != nil {
		return Completed{}, err
	}
	before, err := s.granted(ctx, command.Grant)
	if err != nil {
		return Completed{}, err
	}
	if err := s.passwords.Check(command.Password, before.PasswordContext()); err != nil {
		return Completed{}, fault.At("password", err)
	}
	hash, err := s.hasher.Hash(ctx, command.Password)
	if err != nil {
		return Completed{}, fault.At("password", err)
	}
	var completed Completed
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		proof, err := s.confirmations.Honour(ctx, unit, command.Grant)
		if err != nil {
			return err
		}
		opened, err := s.accounts.Load(ctx, unit, proof.Account)
		if err != nil {
			return err
		}
		if err := opened.Decide(account.SetPassword(hash, unit.Now())); err != nil {
			return err
		}
		unit.CancelTimer(opened.Stream(), AbandonTimer)
		unit.CancelTimer(opened.Stream(), RemindTimer)
		completed = Completed{Account: proof.Account, Level: opened.State().Level()}
		return nil
	})
	if errors.Is(err, account.ErrPasswordSet) {
		return s.repeated(ctx, command, err)
	}
	return completed, err
}

// granted returns the account that the grant lets its bearer finish.
func (s *Service) granted(ctx context.Context, grant confirmation.Grant) (account.Account, error) {
	var state account.Account
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		proof, err := s.confirmations.Honour(ctx, unit, grant)
		if err != nil {
			return err
		}
		if !registers(proof.Purpose) {
			return confirmation.ErrGrant
		}
		opened, err := s.accounts.Load(ctx, unit, proof.Account)
		if err != nil {
			return err
		}
		state = opened.State()
		if state.Lapsed(s.policy.Account, unit.Now()) {
			return account.ErrNotOpen
		}
		return nil
	})
	return state, err
}

// repeated answers a second SetPassword: as the first when the password is the same, with the refusal
// otherwise.
func (s *Service) repeated(ctx context.Context, command SetPassword, refusal error) (Completed, error) {
	state, err := s.granted(ctx, command.Grant)
	if err != nil {
		return Completed{}, err
	}
	same, _, err := s.hasher.Verify(ctx, state.Password, command.Password)
	if err != nil {
		return Completed{}, err
	}
	if !same {
		return Completed{}, refusal
	}
	return Completed{Account: state.ID, Level: state.Level()}, nil
}
