package confirmation

import (
	"context"
	"log/slog"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// Proof is the evidence that a contact belongs to the person of the account.
type Proof struct {
	Account string
	Purpose Purpose
	Contact person.Contact
	// AskedAt is when the code or link that was answered had been sent.
	AskedAt time.Time
	Grant   Grant
}

// LogValue tells of which account and for what, nothing of the person.
func (p Proof) LogValue() slog.Value {
	return slog.GroupValue(slog.String("account", p.Account), slog.String("purpose", string(p.Purpose)))
}

func (s *Service) proofOf(c Challenge) Proof {
	return Proof{Account: c.Account, Purpose: c.Purpose, Contact: c.Contact, AskedAt: c.SentAt, Grant: s.codes.grant(c)}
}

// Honour returns the proof a grant stands for, or ErrGrant.
func (s *Service) Honour(ctx context.Context, unit *es.Unit, grant Grant) (Proof, error) {
	c, err := s.Load(ctx, unit, grant.challenge())
	if err != nil {
		return Proof{}, err
	}
	if !s.granted(c, unit.Now()) || !s.codes.grant(c).is(grant) {
		return Proof{}, ErrGrant
	}
	return s.proofOf(c), nil
}

// Recall returns the proof once more to whoever repeats the right answer while its grant lasts, and
// ErrUsed to anybody else. An answer counts once (COD-6): that this is the same answer repeated, and not
// a second one, is for the caller to know, by an idempotency key.
func (s *Service) Recall(ctx context.Context, unit *es.Unit, given Answer) (Proof, error) {
	c, err := s.Load(ctx, unit, given.Challenge)
	if err != nil {
		return Proof{}, err
	}
	if _, right, _ := s.codes.compare(c, given, s.policy.code(c.Kind)); !right || !s.granted(c, unit.Now()) {
		return Proof{}, ErrUsed
	}
	return s.proofOf(c), nil
}

// granted tells whether the challenge was answered not too long ago.
func (s *Service) granted(c Challenge, now time.Time) bool {
	return c.Status == Answered && now.Before(c.AnsweredAt.Add(s.policy.GrantFor))
}
