package operator

import (
	"context"
	"errors"
	"slices"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// ErrNotAllowed means that whoever asks is no operator, or not one who may do that.
var ErrNotAllowed = fault.Define("operator.not-allowed",
	"У вас нет права на это действие", "You have no right to do this")

// Service knows the operators. Safe for concurrent use.
type Service struct {
	engine    *es.Engine
	accounts  *es.Repository[account.Account]
	operators *es.Repository[Operator]
}

// New returns a service.
func New(engine *es.Engine, accounts *es.Repository[account.Account]) (*Service, error) {
	if engine == nil || accounts == nil {
		return nil, fault.AsPermanent(errors.New("operator: an engine and accounts are needed"))
	}
	operators, err := es.NewRepository(Category, Codec())
	if err != nil {
		return nil, err
	}
	return &Service{engine: engine, accounts: accounts, operators: operators}, nil
}

// Appoint gives a role to a person whose registration is finished.
func (s *Service) Appoint(ctx context.Context, a Appointment) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, a.Account)
		switch {
		case err != nil:
			return err
		case !owner.Exists():
			return account.ErrUnknown
		case owner.State().Status != account.Live:
			return account.ErrNotLive
		}
		o, err := s.operators.Load(ctx, unit, a.Account)
		if err != nil {
			return err
		}
		return o.Decide(Appoint(a, unit.Now()))
	})
}

// Dismiss takes the role of an account away.
func (s *Service) Dismiss(ctx context.Context, accountID, by string) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		o, err := s.operators.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		return o.Decide(Dismiss(by, unit.Now()))
	})
}

// Get returns the operator of an account; its role is empty when it has none.
func (s *Service) Get(ctx context.Context, accountID string) (found Operator, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		o, err := s.operators.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		found = o.State()
		return nil
	})
	return found, err
}

// Require returns the operator of an account within the unit of work of its caller, or refuses with
// [ErrNotAllowed] when they have none of the roles, or their own account is not in use.
func (s *Service) Require(ctx context.Context, unit *es.Unit, accountID string, roles ...Role) (Operator, error) {
	o, err := s.operators.Load(ctx, unit, accountID)
	if err != nil {
		return Operator{}, err
	}
	if !slices.Contains(roles, o.State().Role) {
		return Operator{}, ErrNotAllowed
	}
	owner, err := s.accounts.Load(ctx, unit, accountID)
	if err != nil {
		return Operator{}, err
	}
	if owner.State().Status != account.Live || owner.State().Hold != account.NotHeld {
		return Operator{}, ErrNotAllowed
	}
	return o.State(), nil
}
