package centre

import (
	"errors"
	"slices"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/operator"
)

// Service receives people at the desks of service centres. Safe for concurrent use.
type Service struct {
	engine     *es.Engine
	accounts   *es.Repository[account.Account]
	visits     *es.Repository[Visits]
	identities *identity.Service
	operators  *operator.Service
	directory  front
	elsewhere  confirmation.Places
	enrolments *enrolment.Service
	policy     Policy
}

// Config is what a [Service] stands on; all of it is needed.
type Config struct {
	Engine    *es.Engine
	Accounts  *es.Repository[account.Account]
	Identity  *identity.Service
	Operators *operator.Service
	Directory Directory
	Policy    Policy
}

// New returns a service, or says on the fault.Permanent axis what is missing or cannot work.
func New(config Config) (*Service, error) {
	if config.Engine == nil || config.Accounts == nil || config.Identity == nil || config.Operators == nil || config.Directory == nil {
		return nil, fault.AsPermanent(errors.New("centre: Config is incomplete"))
	}
	if err := config.Policy.Validate(); err != nil {
		return nil, err
	}
	visits, err := es.NewRepository(Category, Codec())
	if err != nil {
		return nil, err
	}
	return &Service{
		engine: config.Engine, accounts: config.Accounts, visits: visits, identities: config.Identity, operators: config.Operators,
		directory: front{config.Directory, config.Policy.Timeout}, policy: config.Policy,
	}, nil
}

// Recognising returns the service with places to recognise codes of that were typed where one of a centre belongs
// (COD-9).
func (s *Service) Recognising(elsewhere ...confirmation.Elsewhere) *Service {
	other := *s
	other.elsewhere = append(slices.Clip(s.elsewhere), elsewhere...)
	return &other
}

// Enrolling returns the service with the one by which it enrols people who have no account (CNF-9).
func (s *Service) Enrolling(enrolments *enrolment.Service) *Service {
	other := *s
	other.enrolments = enrolments
	return &other
}
