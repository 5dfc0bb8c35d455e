package access

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// SignIn is the command to sign in with a password (ACC-1).
type SignIn struct {
	// Login is a proved phone or e-mail, or a SNILS that the registries have verified (VER-6).
	Login    string `json:"login" validate:"required,max=320"`
	Password string `json:"password" validate:"required,max=1024"`
	// Public says that the computer is used by others too.
	Public bool `json:"public"`
}

// ErrWrong means that there is no such login, or the password is not its password; which of the two is not told
// (ACC-2).
var ErrWrong = fault.Define("access.wrong",
	"Неверный логин или пароль", "Login or password is wrong")

// SignIn opens a session. Its cost and its answer are the same whether the login is unknown or the
// password wrong.
func (s *Service) SignIn(ctx context.Context, command SignIn) (Admitted, error) {
	if err := s.validator.Check(command); err != nil {
		return Admitted{}, err
	}
	owner, err := s.owner(ctx, command.Login)
	if err != nil {
		return Admitted{}, err
	}
	if owner.Status != account.Live {
		if err := s.hasher.VerifyNone(ctx, command.Password); err != nil {
			return Admitted{}, err
		}
		return Admitted{}, ErrWrong
	}
	right, outdated, err := s.hasher.Verify(ctx, owner.Password, command.Password)
	if err != nil {
		return Admitted{}, err
	}
	if !right {
		return Admitted{}, ErrWrong
	}
	renewed := owner.Password
	if outdated {
		if renewed, err = s.hasher.Hash(ctx, command.Password); err != nil {
			return Admitted{}, err
		}
	}
	return s.open(ctx, owner.ID, command.Public, func(present *es.Aggregate[account.Account], unit *es.Unit) error {
		if !present.State().Password.Equal(owner.Password) {
			return ErrWrong
		}
		if !outdated {
			return nil
		}
		return present.Decide(account.RehashPassword(owner.Password, renewed, unit.Now()))
	})
}

// owner returns the account of a login, or the zero account. The store is asked the same questions whatever
// the login is.
func (s *Service) owner(ctx context.Context, login string) (owner account.Account, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner = account.Account{}
		id := ""
		for _, key := range account.LoginKeys(unit, login) {
			stream, found, err := unit.Owner(ctx, key)
			if err != nil {
				return err
			}
			if found && id == "" {
				id = stream.ID
			}
		}
		if id == "" {
			return nil
		}
		known, err := s.accounts.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		owner = known.State()
		return nil
	})
	return owner, err
}
