package identity

import (
	"errors"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/operator"
)

// Service opens and ends ways, and has confirmations reviewed. Its methods that take a unit work inside the
// unit of work of their caller. Safe for concurrent use.
type Service struct {
	engine    *es.Engine
	accounts  *es.Repository[account.Account]
	cases     *es.Repository[Case]
	tries     *es.Repository[Tries]
	operators *operator.Service
	codes     *confirmation.Codes
	policy    Policy
}

// Config is what a [Service] stands on; all of it is needed.
type Config struct {
	Engine    *es.Engine
	Accounts  *es.Repository[account.Account]
	Operators *operator.Service
	// Codes derive the reports, and the codes that are handed over on paper.
	Codes  *confirmation.Codes
	Policy Policy
}

// New returns a service, or says on the fault.Permanent axis what is missing or cannot work.
func New(config Config) (*Service, error) {
	if config.Engine == nil || config.Accounts == nil || config.Operators == nil || config.Codes == nil {
		return nil, fault.AsPermanent(errors.New("identity: Config is incomplete"))
	}
	if err := config.Policy.Validate(); err != nil {
		return nil, err
	}
	cases, err := es.NewRepository(Category, Codec())
	if err != nil {
		return nil, err
	}
	tries, err := es.NewRepository(TriesCategory, TriesCodec())
	if err != nil {
		return nil, err
	}
	return &Service{
		engine: config.Engine, accounts: config.Accounts, cases: cases, tries: tries, operators: config.Operators,
		codes: config.Codes, policy: config.Policy,
	}, nil
}
