package letter

import (
	"errors"
	"slices"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
)

// Service orders letters, follows them, and takes their codes. Safe for concurrent use.
type Service struct {
	engine     *es.Engine
	accounts   *es.Repository[account.Account]
	letters    *es.Repository[Letter]
	orders     *es.Repository[Orders]
	identities *identity.Service
	elsewhere  confirmation.Places
	post       front
	policy     Policy
}

// Config is what a [Service] stands on; all of it is needed.
type Config struct {
	Engine   *es.Engine
	Accounts *es.Repository[account.Account]
	Identity *identity.Service
	// Post is asked where letters are if it is a [Tracker].
	Post   PostOffice
	Policy Policy
}

// New returns a service, or says on the fault.Permanent axis what is missing or cannot work.
func New(config Config) (*Service, error) {
	if config.Engine == nil || config.Accounts == nil || config.Identity == nil || config.Post == nil {
		return nil, fault.AsPermanent(errors.New("letter: Config is incomplete"))
	}
	if err := config.Policy.Validate(); err != nil {
		return nil, err
	}
	letters, err := es.NewRepository(Category, Codec())
	if err != nil {
		return nil, err
	}
	orders, err := es.NewRepository(OrdersCategory, OrdersCodec())
	if err != nil {
		return nil, err
	}
	return &Service{
		engine: config.Engine, accounts: config.Accounts, letters: letters, orders: orders, identities: config.Identity,
		post: newFront(config.Post, config.Policy), policy: config.Policy,
	}, nil
}

// Recognising returns the service with places to recognise codes of that were typed where the letter's belongs (COD-9).
func (s *Service) Recognising(elsewhere ...confirmation.Elsewhere) *Service {
	other := *s
	other.elsewhere = append(slices.Clip(s.elsewhere), elsewhere...)
	return &other
}
