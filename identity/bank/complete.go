package bank

import (
	"context"
	"errors"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
)

// Reply is what came back from a bank through the person's browser.
type Reply struct {
	// Account is that of the session in which it came back.
	Account string
	State   State
	// Assertion is what the bank signed.
	Assertion string
}

// Complete confirms the account when the reply is the bank's answer to an open request of this very account, and
// speaks of the person of its verified profile (CNF-8). While the account is held the confirmation waits (CNF-10).
//
// A reply that is no answer is refused and recorded; the request bears a few of them. An answer that differs from the
// profile is refused with a fault at every field that does, and ends the request: it is single use. After trouble on
// fault.Transient the same reply may come again; when it is also fault.InDoubt and the repetition gives [ErrUsed],
// see [identity.Service.Standing].
func (s *Service) Complete(ctx context.Context, reply Reply) error {
	answer := answer{account: reply.Account, state: reply.State, assertion: reply.Assertion, fits: func(x Exchange) bool {
		return x.Account != "" && x.Account == reply.Account
	}}
	asserted, err := s.hear(ctx, answer)
	if err != nil {
		return err
	}
	return s.settle(ctx, answer, asserted)
}

// answer is what came back, and whether a request is one of whom it came back to. Account is theirs, if they have one.
type answer struct {
	account   string
	state     State
	assertion string
	fits      func(Exchange) bool
}

// hear returns what the bank asserts, when that answers an open request. What is no answer is refused and recorded.
func (s *Service) hear(ctx context.Context, answer answer) (Identity, error) {
	at, err := s.look(ctx, answer)
	if err != nil {
		return Identity{}, err
	}
	assertion, err := s.front.verify(ctx, at.x.Bank, answer.assertion, at.now)
	switch {
	case err != nil:
	case !same(s.nonce(at.x), assertion.Nonce):
		err = ErrOtherRequest
	case at.x.enrols() && assertion.Identity.SNILS.IsZero():
		err = ErrIncomplete.At("snils")
	}
	if errors.Is(err, fault.Refused) {
		return Identity{}, s.refused(ctx, answer, err)
	}
	return assertion.Identity, err
}

// open loads the request to which the answer belongs; it must fit and can still be answered.
func (s *Service) open(ctx context.Context, unit *es.Unit, answer answer) (*es.Aggregate[Exchange], error) {
	if answer.state.request() == "" {
		return nil, ErrUnknownRequest
	}
	if answer.account != "" {
		if err := s.identity.Look(ctx, unit, answer.account); err != nil {
			return nil, err
		}
	}
	x, err := s.exchanges.Load(ctx, unit, answer.state.request())
	if err != nil {
		return nil, err
	}
	state := x.State()
	if !answer.fits(state) || !same(s.proof(state), answer.state.proof()) {
		return nil, ErrUnknownRequest
	}
	if err := state.takesAnswer(unit.Now()); err != nil || state.enrols() {
		return x, err
	}
	return x, s.identity.Require(ctx, unit, state.Account, state.ID)
}

// look tells what is to be answered and when it was asked, before the bank's keys are needed.
func (s *Service) look(ctx context.Context, answer answer) (at moment, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		x, err := s.open(ctx, unit, answer)
		if err != nil {
			return err
		}
		at = moment{x: x.State(), now: unit.Now()}
		return nil
	})
	return at, err
}

// refused records a reply that is no answer, and gives the refusal back unless the request was closed meanwhile.
func (s *Service) refused(ctx context.Context, answer answer, refusal error) error {
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		x, err := s.open(ctx, unit, answer)
		if err != nil {
			return err
		}
		if err := x.Decide(refuse(codeOf(refusal), s.policy, unit.Now())); err != nil {
			return err
		}
		if x.State().Ending == "" {
			return nil
		}
		return s.close(ctx, unit, x, identity.Failed)
	})
	if err != nil {
		return err
	}
	return refusal
}

func codeOf(refusal error) string {
	for _, f := range fault.All(refusal) {
		return f.Code
	}
	return ""
}

// settle compares, and confirms or ends the request; of several who come with the same answer one gets here first.
func (s *Service) settle(ctx context.Context, answer answer, asserted Identity) error {
	var differences []identity.Difference
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		x, err := s.open(ctx, unit, answer)
		if err != nil {
			return err
		}
		owner, err := s.accounts.Load(ctx, unit, answer.account)
		if err != nil {
			return err
		}
		differences, err = s.judge(unit, owner, x, asserted)
		if err != nil {
			return err
		}
		if len(differences) > 0 {
			return s.close(ctx, unit, x, identity.Failed)
		}
		unit.CancelTimer(x.Stream(), ExpireTimer)
		return s.identity.Confirm(ctx, unit, answer.account, account.Confirmation{
			Method: account.Bank, By: x.State().Bank, Evidence: x.State().ID,
		})
	})
	if err != nil {
		return err
	}
	return identity.Refuse(differences, ErrMismatch, ErrOnlyYo)
}

// judge records what came from the bank and whether it agrees with the profile.
func (s *Service) judge(
	unit *es.Unit, owner *es.Aggregate[account.Account], x *es.Aggregate[Exchange], asserted Identity,
) ([]identity.Difference, error) {
	bank := x.State().Bank
	switch {
	case owner.State().Level() < account.Standard:
		return nil, account.ErrNotStandard
	case !owner.State().Consented(account.IdentityByBank, party(bank)):
		return nil, ErrConsent.At("consent")
	}
	if err := owner.Decide(received(bank, asserted, unit.Now())); err != nil {
		return nil, err
	}
	if differences := identity.Compare(asserted.form(), owner.State().Profile); len(differences) > 0 {
		return differences, x.Decide(differ(differences, unit.Now()))
	}
	return nil, x.Decide(end(Answered, unit.Now()))
}

// received records that a bank has told about the person (CON-1).
func received(bank string, asserted Identity, now time.Time) es.Decision[account.Account] {
	return account.Receive(account.Transfer{
		Party: party(bank), Purpose: account.IdentityByBank, Fields: asserted.Paths(), At: now,
	})
}

// close has what hangs on the request end with it: its way, or the contact of somebody without an account.
func (s *Service) close(ctx context.Context, unit *es.Unit, x *es.Aggregate[Exchange], ending identity.Ending) error {
	unit.CancelTimer(x.Stream(), ExpireTimer)
	if x.State().enrols() {
		unit.Erase(x.State().ID)
		return nil
	}
	return s.identity.End(ctx, unit, x.State().Account, x.State().ID, ending)
}
