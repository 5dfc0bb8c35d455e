package letter

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
)

// Order orders a letter for a person whose profile is verified, and returns it as it now stands. What hinders any way
// of confirming is refused as by identity.Service.Begin; an address the letter cannot go to with ErrNoAddress,
// ErrAbroad or the faults of a typed one; a letter too soon after the one before with an *identity.Limited.
func (s *Service) Order(ctx context.Context, accountID string, destination Destination) (ordered Letter, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		id, err := unit.NewID()
		if err != nil {
			return err
		}
		owner, err := s.identities.Begin(ctx, unit, accountID, identity.Way{Method: account.Letter, Evidence: id, At: unit.Now()})
		if err != nil {
			return err
		}
		kind, address, err := destination.choose(owner.Profile, s.policy.Person)
		if err != nil {
			return err
		}
		order := OrderCounted{
			Account: accountID, Letter: id, Secret: s.identities.Secret(), At: unit.Now(), ExpiresAt: unit.Now().Add(s.policy.ValidFor),
		}
		orders, err := s.orders.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		if err := orders.Decide(CountOrder(order, s.policy)); err != nil {
			return err
		}
		l, err := s.letters.Begin(unit, id)
		if err != nil {
			return err
		}
		err = s.decide(ctx, unit, l, Place(order, kind, contentsOf(owner.Profile, address), owner.Language))
		ordered = l.State()
		return err
	})
	return ordered, err
}

// Place has a letter begin.
func Place(order OrderCounted, to AddressKind, contents Contents, language string) es.Decision[Letter] {
	return towards(Ordered, func(Letter) es.Event[Letter] {
		return LetterOrdered{
			Letter: order.Letter, Account: order.Account, To: to, Language: language, Secret: order.Secret,
			At: order.At, ExpiresAt: order.ExpiresAt, Contents: es.NewPersonal(contents),
		}
	})
}

// Standing is where a person's letters stand.
type Standing struct {
	// Letters are those ordered, the latest first.
	Letters []Letter
	// OrderFrom is when another can be ordered as far as the pause between letters goes (CNF-4); the zero time when
	// none was ordered.
	OrderFrom time.Time
}

// Standing returns where the letters of an account stand. Letters long gone are not among them.
func (s *Service) Standing(ctx context.Context, accountID string) (standing Standing, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		orders, err := s.orders.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		standing = Standing{OrderFrom: orders.State().next(s.policy)}
		known := orders.State().remembered(unit.Now())
		for i := len(known) - 1; i >= 0; i-- {
			l, err := s.letters.Load(ctx, unit, known[i].Letter)
			if err != nil {
				return err
			}
			if l.Exists() {
				standing.Letters = append(standing.Letters, l.State())
			}
		}
		return nil
	})
	return standing, err
}
