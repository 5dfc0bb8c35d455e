package identity

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/operator"
)

// ErrOwnAccount means that an operator decides about themselves.
var ErrOwnAccount = fault.Define("identity.own-account",
	"О собственной учётной записи решает другой оператор", "Another operator decides about your own account")

// Ruling is what an operator decides about an account, and why.
type Ruling struct {
	// Operator is the account of the operator, a [operator.Reviewer].
	Operator string
	// Account is the one that is decided about.
	Account string
	Reason  account.HoldReason
	// Note is the reason in words. It may name people.
	Note string
}

// Block keeps an account from being used.
func (s *Service) Block(ctx context.Context, ruling Ruling) error {
	return s.rule(ctx, ruling, func(act account.Act, unit *es.Unit) es.Decision[account.Account] {
		return account.Block(act, unit.Now())
	})
}

// GiveBack ends the hold of an account, so that it can be used again. Where a confirmation had waited for that, the ways
// that say no more than it are closed (CNF-1).
func (s *Service) GiveBack(ctx context.Context, ruling Ruling) error {
	return s.rule(ctx, ruling, func(act account.Act, unit *es.Unit) es.Decision[account.Account] {
		return account.GiveBack(act, unit.Now())
	})
}

// CloseReview decides about a report (CNF-11): cleared, the account is given back; otherwise the confirmation
// in question is revoked and the account stays blocked.
func (s *Service) CloseReview(ctx context.Context, cleared bool, ruling Ruling) error {
	return s.rule(ctx, ruling, func(act account.Act, unit *es.Unit) es.Decision[account.Account] {
		return account.CloseReview(cleared, act, unit.Now())
	})
}

func (s *Service) rule(ctx context.Context, ruling Ruling, decision func(account.Act, *es.Unit) es.Decision[account.Account]) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		if _, err := s.operators.Require(ctx, unit, ruling.Operator, operator.Reviewer); err != nil {
			return err
		}
		if ruling.Operator == ruling.Account {
			return ErrOwnAccount
		}
		owner, err := s.accounts.Load(ctx, unit, ruling.Account)
		if err != nil {
			return err
		}
		if !owner.Exists() {
			return account.ErrUnknown
		}
		err = owner.Decide(decision(account.Act{Reason: ruling.Reason, Author: ruling.Operator, Note: ruling.Note}, unit))
		if err != nil || owner.State().Hold != account.NotHeld {
			return err
		}
		ways, err := s.cases.Load(ctx, unit, ruling.Account)
		if err != nil {
			return err
		}
		return ways.Decide(Overtake(owner.State(), unit.Now()))
	})
}
