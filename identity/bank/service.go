package bank

import (
	"errors"
	"slices"
	"strings"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
)

// Service has banks confirm people. Safe for concurrent use.
type Service struct {
	engine    *es.Engine
	accounts  *es.Repository[account.Account]
	exchanges *es.Repository[Exchange]
	tries     *es.Repository[Tries]
	identity  *identity.Service
	codes     *confirmation.Codes
	enrolment *enrolment.Service
	front     front
	policy    Policy
}

// Config is what a [Service] stands on; all of it is needed but Enrolment.
type Config struct {
	Engine   *es.Engine
	Accounts *es.Repository[account.Account]
	Identity *identity.Service
	// Enrolment has people without an account enrolled; nil where nobody is.
	Enrolment *enrolment.Service
	// Codes derive nonces and states.
	Codes      *confirmation.Codes
	Assertions Assertions
	Policy     Policy
}

// New returns a service, or says on the fault.Permanent axis what is missing or cannot work.
func New(config Config) (*Service, error) {
	if config.Engine == nil || config.Accounts == nil || config.Identity == nil || config.Codes == nil || config.Assertions == nil {
		return nil, fault.AsPermanent(errors.New("bank: Config is incomplete"))
	}
	if err := config.Policy.Validate(); err != nil {
		return nil, err
	}
	front, err := newFront(config.Assertions, config.Policy)
	if err != nil {
		return nil, err
	}
	exchanges, err := es.NewRepository(Category, Codec())
	if err != nil {
		return nil, err
	}
	tries, err := es.NewRepository(TriesCategory, TriesCodec())
	if err != nil {
		return nil, err
	}
	return &Service{
		engine: config.Engine, accounts: config.Accounts, exchanges: exchanges, tries: tries, identity: config.Identity,
		enrolment: config.Enrolment,
		codes:     config.Codes, front: front, policy: config.Policy,
	}, nil
}

// Banks lists the banks to choose from, in the order of their ids.
func (s *Service) Banks() []Bank {
	var banks []Bank
	for _, bank := range s.front.banks {
		banks = append(banks, bank)
	}
	slices.SortFunc(banks, func(a, b Bank) int { return strings.Compare(a.ID, b.ID) })
	return banks
}
