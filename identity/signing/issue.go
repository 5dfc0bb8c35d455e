package signing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
)

// ExpireTimer is the timer on a statement's stream that fires when its time is over.
const ExpireTimer = "statement-expires"

// Document is a statement to sign.
type Document struct {
	// Statement names it, for [Service.Confirm].
	Statement string
	// Text is what is to be signed, byte by byte.
	Text      []byte
	ExpiresAt time.Time
}

// Issue returns a statement to sign for a person whose profile is verified. While more than half of its time is
// left the same one is returned again, so that a reload changes nothing; a newer one ends the older.
func (s *Service) Issue(ctx context.Context, accountID string) (Document, error) {
	var issued Statement
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		before, err := s.current(ctx, unit, accountID)
		if err != nil {
			return err
		}
		if before != nil {
			fresh, err := s.fresh(ctx, unit, before.State())
			if err != nil {
				return err
			}
			if fresh {
				issued = before.State()
				return nil
			}
			unit.Release(currentKey(unit, accountID), before.Stream())
			if err := s.end(ctx, unit, before, GivenUp, identity.GivenUp); err != nil {
				return err
			}
		}
		issued, err = s.issue(ctx, unit, accountID)
		return err
	})
	if err != nil {
		return Document{}, err
	}
	return s.document(issued)
}

// currentKey is the claim by which the statement issued last to an account is found.
func currentKey(unit *es.Unit, accountID string) es.ClaimKey {
	return unit.Key("statement-of", accountID)
}

// current returns the statement issued last, or nil when there is none in its time.
func (s *Service) current(ctx context.Context, unit *es.Unit, accountID string) (*es.Aggregate[Statement], error) {
	stream, found, err := unit.Owner(ctx, currentKey(unit, accountID))
	if err != nil || !found {
		return nil, err
	}
	return s.statements.Load(ctx, unit, stream.ID)
}

// fresh reports whether a statement need not be replaced yet.
func (s *Service) fresh(ctx context.Context, unit *es.Unit, statement Statement) (bool, error) {
	left := statement.ExpiresAt.Sub(unit.Now())
	if statement.Ending != "" || left <= s.policy.StatementFor/2 {
		return false, nil
	}
	switch err := s.identity.Require(ctx, unit, statement.Account, statement.ID); {
	case errors.Is(err, identity.ErrClosed):
		return false, nil
	default:
		return err == nil, err
	}
}

func (s *Service) issue(ctx context.Context, unit *es.Unit, accountID string) (Statement, error) {
	id, err := unit.NewID()
	if err != nil {
		return Statement{}, err
	}
	way := identity.Way{Method: account.Signature, Evidence: id, At: unit.Now()}
	if _, err := s.identity.Begin(ctx, unit, accountID, way); err != nil {
		return Statement{}, err
	}
	statement, err := s.statements.Begin(unit, id)
	if err != nil {
		return Statement{}, err
	}
	if err := statement.Decide(Issue(id, accountID, s.codes.Current(), s.policy, unit.Now())); err != nil {
		return Statement{}, err
	}
	expires := statement.State().ExpiresAt
	unit.SetTimer(statement.Stream(), ExpireTimer, expires)
	unit.Claim(currentKey(unit, accountID), statement.Stream(), expires)
	return statement.State(), nil
}

func (s *Service) document(statement Statement) (Document, error) {
	content := s.text(statement)
	if content == nil {
		return Document{}, fault.AsPermanent(fmt.Errorf("signing: the secret %q of a statement is gone", statement.Secret))
	}
	return Document{Statement: statement.ID, Text: content, ExpiresAt: statement.ExpiresAt}, nil
}

// Document returns a statement of the account that can still be signed.
func (s *Service) Document(ctx context.Context, accountID, statement string) (Document, error) {
	var found Statement
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		at, err := s.open(ctx, unit, accountID, statement)
		if err != nil {
			return err
		}
		found = at.State()
		return nil
	})
	if err != nil {
		return Document{}, err
	}
	return s.document(found)
}

// Expire handles [ExpireTimer].
func (s *Service) Expire(ctx context.Context, timer es.Timer) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		statement, err := s.statements.Load(ctx, unit, timer.Stream.ID)
		if err != nil {
			return err
		}
		return s.end(ctx, unit, statement, TimedOut, identity.Expired)
	})
}

// end closes a statement that was not signed, and its way.
func (s *Service) end(ctx context.Context, unit *es.Unit, statement *es.Aggregate[Statement], ending Ending, way identity.Ending) error {
	state := statement.State()
	if state.ID == "" || state.Ending != "" {
		return nil
	}
	if err := statement.Decide(End(ending, unit.Now())); err != nil {
		return err
	}
	unit.CancelTimer(statement.Stream(), ExpireTimer)
	return s.identity.End(ctx, unit, state.Account, state.ID, way)
}
