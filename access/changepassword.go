package access

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// ChangePassword is the command to replace the password from within a session.
type ChangePassword struct {
	Token   Token  `json:"-"`
	Current string `json:"current" validate:"required,max=1024"`
	New     string `json:"new" validate:"required"`
}

// ErrWrongCurrent means that the present password given is not the present password.
var ErrWrongCurrent = fault.Define("access.wrong-current",
	"Текущий пароль неверен", "The current password is wrong")

// ChangePassword replaces the password. The session it is done from goes on, all others end (PWD-4).
func (s *Service) ChangePassword(ctx context.Context, command ChangePassword) error {
	if err := s.validator.Check(command); err != nil {
		return err
	}
	owner, session, err := s.present(ctx, command.Token)
	if err != nil {
		return err
	}
	right, _, err := s.hasher.Verify(ctx, owner.Password, command.Current)
	if err != nil {
		return err
	}
	var current error
	if !right {
		current = ErrWrongCurrent
	}
	broken := s.passwords.Check(command.New, owner.PasswordContext())
	if err := fault.Join(fault.At("current", current), fault.At("new", broken)); err != nil {
		return err
	}
	hash, err := s.hasher.Hash(ctx, command.New)
	if err != nil {
		return err
	}
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		present, err := s.accounts.Load(ctx, unit, owner.ID)
		if err != nil {
			return err
		}
		return present.Decide(account.ChangePassword(owner.Password, hash, session, unit.Now()))
	})
}

// present returns the account and the id of the session in force for the token.
func (s *Service) present(ctx context.Context, token Token) (owner account.Account, session string, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		found, of, err := s.find(ctx, unit, token)
		if err != nil {
			return err
		}
		if !found.State().inForce(of.State(), s.policy, unit.Now()) {
			return ErrNoSession
		}
		owner, session = of.State(), found.State().ID
		return nil
	})
	return owner, session, err
}
