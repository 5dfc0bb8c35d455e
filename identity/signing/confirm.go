package signing

import (
	"context"
	"errors"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// Reply is a signature that a person sends.
type Reply struct {
	// Account is that of the session, Statement the one that was signed.
	Account, Statement string
	// Signature is what the person's program made, see the verifier for its encodings.
	Signature []byte
}

// Confirm confirms the account when the signature is one of its open statement, by a certificate of the person of
// its verified profile (CNF-7). The certificate belongs to the account from then on. While the account is held the
// confirmation waits (CNF-10).
//
// What is no right signature is refused with its cause and recorded; the statement bears a few of them. A right one
// by somebody else is refused with a fault at every field that differs, and ends the statement.
func (s *Service) Confirm(ctx context.Context, reply Reply) error {
	var open Statement
	var now time.Time
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		statement, err := s.open(ctx, unit, reply.Account, reply.Statement)
		if err != nil {
			return err
		}
		open, now = statement.State(), unit.Now()
		return nil
	})
	if err != nil {
		return err
	}
	document, err := s.document(open)
	if err != nil {
		return err
	}
	certificate, err := s.front.verify(ctx, document.Text, reply.Signature, now)
	if errors.Is(err, fault.Refused) {
		return s.refused(ctx, reply, err)
	}
	if err != nil {
		return err
	}
	return s.settle(ctx, reply, certificate)
}

// open loads a statement of the account that can still be signed.
func (s *Service) open(ctx context.Context, unit *es.Unit, accountID, id string) (*es.Aggregate[Statement], error) {
	if err := s.identity.Look(ctx, unit, accountID); err != nil {
		return nil, err
	}
	statement, err := s.statements.Load(ctx, unit, id)
	if err != nil {
		return nil, err
	}
	if statement.State().Account != accountID {
		return nil, ErrUnknown
	}
	if err := statement.State().open(unit.Now()); err != nil {
		return nil, err
	}
	return statement, s.identity.Require(ctx, unit, accountID, id)
}

// refused records a reply that is no right signature, and gives the refusal back unless the statement was closed
// meanwhile.
func (s *Service) refused(ctx context.Context, reply Reply, refusal error) error {
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		statement, err := s.open(ctx, unit, reply.Account, reply.Statement)
		if err != nil {
			return err
		}
		if err := statement.Decide(Refuse(codeOf(refusal), s.policy, unit.Now())); err != nil {
			return err
		}
		return s.closeWay(ctx, unit, statement)
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

// closeWay ends the way of a statement that has ended without success.
func (s *Service) closeWay(ctx context.Context, unit *es.Unit, statement *es.Aggregate[Statement]) error {
	if statement.State().Ending == "" {
		return nil
	}
	unit.CancelTimer(statement.Stream(), ExpireTimer)
	return s.identity.End(ctx, unit, statement.State().Account, statement.State().ID, identity.Void)
}

// settle compares, and confirms or ends the statement; of several who come with a right signature one gets here
// first.
func (s *Service) settle(ctx context.Context, reply Reply, certificate signature.Certificate) error {
	var differences []identity.Difference
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		statement, err := s.open(ctx, unit, reply.Account, reply.Statement)
		if err != nil {
			return err
		}
		owner, err := s.accounts.Load(ctx, unit, reply.Account)
		if err != nil {
			return err
		}
		if owner.State().Level() < account.Standard {
			return account.ErrNotStandard
		}
		differences = identity.Compare(vouched(certificate.Subject), owner.State().Profile)
		if err := statement.Decide(Accept(differences, unit.Now())); err != nil {
			return err
		}
		if len(differences) > 0 {
			return s.closeWay(ctx, unit, statement)
		}
		unit.CancelTimer(statement.Stream(), ExpireTimer)
		if err := s.bind(ctx, unit, owner, certificate, reply.Statement); err != nil {
			return err
		}
		return s.identity.Confirm(ctx, unit, reply.Account, account.Confirmation{
			Method: account.Signature, By: certificate.Issuer, Evidence: reply.Statement,
		})
	})
	if err != nil {
		return err
	}
	return identity.Refuse(differences, ErrMismatch, ErrOnlyYo)
}
