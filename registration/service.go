package registration

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/password"
)

// Service runs registrations. Safe for concurrent use.
type Service struct {
	engine        *es.Engine
	accounts      *es.Repository[account.Account]
	confirmations *confirmation.Service
	passwords     password.Policy
	hasher        *password.Hasher
	validator     *fault.Validator
	policy        Policy
}

// Config is what a [Service] stands on.
type Config struct {
	Engine        *es.Engine
	Accounts      *es.Repository[account.Account]
	Confirmations *confirmation.Service
	Passwords     password.Policy
	Hasher        *password.Hasher
	Validator     *fault.Validator
	Policy        Policy
}

// New returns a service.
func New(config Config) *Service {
	return &Service{
		engine: config.Engine, accounts: config.Accounts, confirmations: config.Confirmations,
		passwords: config.Passwords, hasher: config.Hasher, validator: config.Validator, policy: config.Policy,
	}
}

// The timers on an account's stream.
const (
	AbandonTimer = "abandon"
	RemindTimer  = "remind"
)

// holder returns the account that has proved the contact.
func (s *Service) holder(ctx context.Context, unit *es.Unit, key es.ClaimKey) (*es.Aggregate[account.Account], bool, error) {
	owner, found, err := unit.Owner(ctx, key)
	if err != nil || !found {
		return nil, false, err
	}
	holder, err := s.accounts.Load(ctx, unit, owner.ID)
	return holder, err == nil, err
}
