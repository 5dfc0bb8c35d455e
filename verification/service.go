package verification

import (
	"errors"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Service keeps drafts, takes submissions and has them checked. Safe for concurrent use.
type Service struct {
	engine        *es.Engine
	accounts      *es.Repository[account.Account]
	drafts        *es.Repository[account.Draft]
	verifications *es.Repository[Verification]
	lookups       *es.Repository[Lookups]
	registries    map[Check]registry
	tax           TaxRegistry
	policy        Policy
}

// Config is what a [Service] stands on; all of it is needed but the Observer.
type Config struct {
	Engine     *es.Engine
	Accounts   *es.Repository[account.Account]
	Registries Registries
	Observer   Observer
	Policy     Policy
}

// Registries are the ports to the state.
type Registries struct {
	Passports PassportRegistry
	Pensions  PensionRegistry
	Taxes     TaxRegistry
}

// New returns a service, or says on the fault.Permanent axis what is missing or cannot work.
func New(config Config) (*Service, error) {
	var missing error
	if config.Engine == nil || config.Accounts == nil || config.Registries.Passports == nil ||
		config.Registries.Pensions == nil || config.Registries.Taxes == nil {
		missing = errors.New("verification: Config is incomplete")
	}
	if err := errors.Join(missing, config.Policy.Validate()); err != nil {
		return nil, fault.AsPermanent(err)
	}
	drafts, err := es.NewRepository(account.DraftCategory, account.DraftCodec())
	if err != nil {
		return nil, err
	}
	verifications, err := es.NewRepository(Category, Codec())
	if err != nil {
		return nil, err
	}
	lookups, err := es.NewRepository(LookupsCategory, LookupsCodec())
	if err != nil {
		return nil, err
	}
	return &Service{
		engine: config.Engine, accounts: config.Accounts, drafts: drafts, verifications: verifications, lookups: lookups,
		registries: config.Registries.fronts(config.Policy, config.Observer), tax: config.Registries.Taxes, policy: config.Policy,
	}, nil
}
