package signing

import (
	"errors"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// Service issues statements and takes signatures. Safe for concurrent use.
type Service struct {
	engine     *es.Engine
	accounts   *es.Repository[account.Account]
	statements *es.Repository[Statement]
	identity   *identity.Service
	codes      *confirmation.Codes
	front      front
	portal     string
	policy     Policy
}

// Config is what a [Service] stands on; all of it is needed.
type Config struct {
	Engine   *es.Engine
	Accounts *es.Repository[account.Account]
	Identity *identity.Service
	// Codes derive the nonces.
	Codes    *confirmation.Codes
	Verifier signature.Verifier
	// Portal is the name of the portal, the first line of each statement.
	Portal string
	Policy Policy
}

// New returns a service, or says on the fault.Permanent axis what is missing or cannot work.
func New(config Config) (*Service, error) {
	if config.Engine == nil || config.Accounts == nil || config.Identity == nil || config.Codes == nil ||
		config.Verifier == nil || config.Portal == "" {
		return nil, fault.AsPermanent(errors.New("signing: Config is incomplete"))
	}
	if err := config.Policy.Validate(); err != nil {
		return nil, err
	}
	statements, err := es.NewRepository(Category, Codec())
	if err != nil {
		return nil, err
	}
	return &Service{
		engine: config.Engine, accounts: config.Accounts, statements: statements, identity: config.Identity,
		codes: config.Codes, front: front{config.Verifier, config.Policy.Timeout}, portal: config.Portal, policy: config.Policy,
	}, nil
}
