package confirmation

import (
	"context"
	"strings"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Grant shows that its bearer gave a proof, and entitles to the step after it. It is secret, and no
// store holds it: it derives from the challenge as codes do.
type Grant struct{ challenge, secret string }

// String masks the grant.
func (Grant) String() string { return "[grant]" }

// GoString masks the grant.
func (Grant) GoString() string { return "[grant]" }

// Reveal returns the text to hand to the person's browser; [ParseGrant] reads it.
func (g Grant) Reveal() string { return g.challenge + "." + g.secret }

// ParseGrant reads what Reveal gave. What is no grant is found out when it is used.
func ParseGrant(text string) Grant {
	challenge, secret, _ := strings.Cut(text, ".")
	return Grant{challenge: challenge, secret: secret}
}

func (s *Service) grantOf(c Challenge) (Grant, error) {
	secret, err := s.codes.grant(c)
	return Grant{challenge: c.ID, secret: secret}, err
}

// honour tells whether the grant is that of the answered challenge and has not lapsed.
func (s *Service) honour(grant Grant, c Challenge, now time.Time) error {
	if c.Status != Answered {
		return ErrGrant
	}
	right, err := s.codes.grant(c)
	if err != nil || !equal(right, grant.secret) || !now.Before(c.AnsweredAt.Add(s.policy.GrantFor)) {
		return ErrGrant
	}
	return nil
}

// Honour returns the proof a grant stands for, or ErrGrant.
func (s *Service) Honour(ctx context.Context, unit *es.Unit, grant Grant) (Proof, error) {
	c, err := s.Load(ctx, unit, grant.challenge)
	if err != nil {
		return Proof{}, err
	}
	if err := s.honour(grant, c, unit.Now()); err != nil {
		return Proof{}, err
	}
	return Proof{Account: c.Account, Purpose: c.Purpose, Contact: c.Contact, Index: c.Index, Grant: grant}, nil
}
