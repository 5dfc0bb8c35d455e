package enrolment

import (
	"errors"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/registration"
	"github.com/kabinet-go/kabinet/verification"
)

// Service enrols people. Safe for concurrent use.
type Service struct {
	engine       *es.Engine
	accounts     *es.Repository[account.Account]
	enrolments   *es.Repository[Enrolment]
	registration *registration.Service
	verification *verification.Service
	identity     *identity.Service
	policy       Policy
}

// Config is what a [Service] stands on; all of it is needed.
type Config struct {
	Engine       *es.Engine
	Accounts     *es.Repository[account.Account]
	Registration *registration.Service
	Verification *verification.Service
	Identity     *identity.Service
	Policy       Policy
}

// New returns a service, or says on the fault.Permanent axis what is missing or cannot work.
func New(config Config) (*Service, error) {
	if config.Engine == nil || config.Accounts == nil || config.Registration == nil || config.Verification == nil || config.Identity == nil {
		return nil, fault.AsPermanent(errors.New("enrolment: Config is incomplete"))
	}
	if err := config.Policy.Validate(); err != nil {
		return nil, err
	}
	enrolments, err := es.NewRepository(Category, Codec())
	if err != nil {
		return nil, err
	}
	return &Service{
		engine: config.Engine, accounts: config.Accounts, enrolments: enrolments, registration: config.Registration,
		verification: config.Verification, identity: config.Identity, policy: config.Policy,
	}, nil
}
