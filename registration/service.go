package registration

import (
	"context"
	"errors"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/fault/shape"
	"github.com/kabinet-go/kabinet/password"
)

// Service runs registrations. Safe for concurrent use.
type Service struct {
	engine        *es.Engine
	accounts      *es.Repository[account.Account]
	confirmations *confirmation.Service
	passwords     password.Policy
	hasher        *password.Hasher
	validator     *shape.Validator
	policy        Policy
}

// Config is what a [Service] stands on; all of it is needed.
type Config struct {
	Engine        *es.Engine
	Accounts      *es.Repository[account.Account]
	Confirmations *confirmation.Service
	Passwords     password.Policy
	Hasher        *password.Hasher
	Validator     *shape.Validator
	Policy        Policy
}

// New returns a service, or says on the fault.Permanent axis what is missing or cannot work.
func New(config Config) (*Service, error) {
	var missing error
	if config.Engine == nil || config.Accounts == nil || config.Confirmations == nil ||
		config.Hasher == nil || config.Validator == nil {
		missing = errors.New("registration: Config is incomplete")
	}
	if err := errors.Join(missing, config.Passwords.Validate(), config.Policy.Validate()); err != nil {
		return nil, fault.AsPermanent(err)
	}
	return &Service{
		engine: config.Engine, accounts: config.Accounts, confirmations: config.Confirmations,
		passwords: config.Passwords, hasher: config.Hasher, validator: config.Validator, policy: config.Policy,
	}, nil
}

// The timers on an account's stream.
const (
	AbandonTimer = "abandon"
	RemindTimer  = "remind"
)

// holder returns the account that holds a claim.
func (s *Service) holder(ctx context.Context, unit *es.Unit, key es.ClaimKey) (*es.Aggregate[account.Account], bool, error) {
	owner, found, err := unit.Owner(ctx, key)
	if err != nil || !found {
		return nil, false, err
	}
	holder, err := s.accounts.Load(ctx, unit, owner.ID)
	return holder, err == nil, err
}
