package identity

import (
	"context"
	"slices"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Refusals of beginning a way and of going on with it.
var (
	ErrConfirmed = fault.Define("identity.confirmed",
		"Ваша личность уже подтверждена этим или более надёжным способом",
		"Your identity is confirmed in this or a stronger way already")
	ErrClosed = fault.Define("identity.closed",
		"Этот способ подтверждения закрыт: личность подтверждена иначе, срок вышел или данные изменились",
		"This way of confirming is closed: you are confirmed otherwise, its time ran out, or your data have changed")
)

// Begin opens a way for a person whose profile is verified. Whoever is confirmed may begin only what says more:
// anything after a letter (CNF-6), nothing after that.
func (s *Service) Begin(ctx context.Context, unit *es.Unit, accountID string, way Way) (account.Account, error) {
	return s.begin(ctx, unit, accountID, way, mayBegin)
}

// Present opens a way whose proof is given there and then, as at the desk of a service centre. Unlike Begin it does so
// also for an account on hold, whose owner has come to show who they are: the confirmation will wait (CNF-10).
func (s *Service) Present(ctx context.Context, unit *es.Unit, accountID string, way Way) (account.Account, error) {
	return s.begin(ctx, unit, accountID, way, mayBeConfirmed)
}

func (s *Service) begin(
	ctx context.Context, unit *es.Unit, accountID string, way Way, may func(account.Account, account.Method) error,
) (account.Account, error) {
	owner, err := s.accounts.Load(ctx, unit, accountID)
	if err != nil {
		return account.Account{}, err
	}
	if err := may(owner.State(), way.Method); err != nil {
		return account.Account{}, err
	}
	c, err := s.cases.Load(ctx, unit, accountID)
	if err != nil {
		return account.Account{}, err
	}
	return owner.State(), c.Decide(Begin(accountID, way))
}

func mayBegin(owner account.Account, method account.Method) error {
	if owner.Hold != account.NotHeld {
		return account.ErrHeld
	}
	return mayBeConfirmed(owner, method)
}

func mayBeConfirmed(owner account.Account, method account.Method) error {
	switch {
	case owner.ID == "":
		return account.ErrUnknown
	case owner.Status != account.Live:
		return account.ErrNotLive
	case owner.Level() < account.Standard:
		return account.ErrNotStandard
	}
	if !more(owner, method) {
		return ErrConfirmed
	}
	return nil
}

// more reports whether a method says more than those by which the owner is confirmed: anything does after a letter
// (CNF-6), nothing after that.
func more(owner account.Account, method account.Method) bool {
	return !slices.ContainsFunc(owner.ConfirmedBy(), func(confirmed account.Method) bool {
		return confirmed != account.Letter || method == account.Letter
	})
}

// Look reads which ways of an account are open, for a unit of work that then reads what a way is about and requires it.
// In this order whoever loses a race finds the letter, statement or request used, not its way closed.
func (s *Service) Look(ctx context.Context, unit *es.Unit, accountID string) error {
	_, err := s.cases.Load(ctx, unit, accountID)
	return err
}

// Require refuses with [ErrClosed] unless the way can still succeed.
func (s *Service) Require(ctx context.Context, unit *es.Unit, accountID, evidence string) error {
	c, err := s.cases.Load(ctx, unit, accountID)
	if err != nil {
		return err
	}
	if _, open := c.State().Open[evidence]; !open {
		return ErrClosed
	}
	return nil
}

// End closes a way that did not succeed.
func (s *Service) End(ctx context.Context, unit *es.Unit, accountID, evidence string, ending Ending) error {
	c, err := s.cases.Load(ctx, unit, accountID)
	if err != nil {
		return err
	}
	return c.Decide(End(evidence, ending, unit.Now()))
}

// Confirm records that an open way has succeeded: the account is confirmed, or will be when it is given back to
// its owner (CNF-10), and every other way is closed.
func (s *Service) Confirm(ctx context.Context, unit *es.Unit, accountID string, c account.Confirmation) error {
	owner, err := s.accounts.Load(ctx, unit, accountID)
	if err != nil {
		return err
	}
	ways, err := s.cases.Load(ctx, unit, accountID)
	if err != nil {
		return err
	}
	if err := ways.Decide(Succeed(c.Evidence, unit.Now())); err != nil {
		return err
	}
	c.At = unit.Now()
	return owner.Decide(account.ConfirmIdentity(c))
}

// Standing is how far a person is with being confirmed.
type Standing struct {
	Level account.Level
	// Open are the ways that can still succeed, the one begun first first.
	Open []Way
	// Confirmations are those that count, Waiting those that will when the account is given back.
	Confirmations, Waiting []account.Confirmation
	// Choice are the methods that can be begun.
	Choice []account.Method
}

// Standing returns how far the owner of the account is.
func (s *Service) Standing(ctx context.Context, accountID string) (standing Standing, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		if !owner.Exists() {
			return account.ErrUnknown
		}
		c, err := s.cases.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		state := owner.State()
		standing = Standing{
			Level: state.Level(), Open: c.State().ways(), Confirmations: slices.Clone(state.Confirmations),
			Waiting: slices.Clone(state.Waiting),
		}
		for _, method := range account.Methods() {
			if mayBegin(state, method) == nil {
				standing.Choice = append(standing.Choice, method)
			}
		}
		return nil
	})
	return standing, err
}
