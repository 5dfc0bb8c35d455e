package confirmation

import (
	"context"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// Service puts questions and judges answers. Its methods that take a unit work inside the unit of work
// of their caller. Safe for concurrent use.
type Service struct {
	engine     *es.Engine
	challenges *es.Repository[Challenge]
	allowances *es.Repository[Allowance]
	codes      *Codes
	policy     Policy
}

// New returns a service.
func New(engine *es.Engine, codes *Codes, policy Policy) (*Service, error) {
	challenges, err := es.NewRepository(Category, Codec())
	if err != nil {
		return nil, err
	}
	allowances, err := es.NewRepository(AllowanceCategory, AllowanceCodec())
	if err != nil {
		return nil, err
	}
	return &Service{engine: engine, challenges: challenges, allowances: allowances, codes: codes, policy: policy}, nil
}

// Receipt says what was sent and when the next sending is possible. It looks the same whether or not
// somebody has an account with the contact (REG-8).
type Receipt struct {
	// Challenge is the id by which the answer is given. It is not secret, but only whoever asked
	// should know it.
	Challenge string
	Kind      person.ContactKind
	// Send counts the sendings, from 1.
	Send int
	// ExpiresAt is when the code dies; ResendAt is when another can be asked for at the earliest.
	ExpiresAt, ResendAt time.Time
}

func (s *Service) receipt(c Challenge) Receipt {
	return Receipt{
		Challenge: c.ID, Kind: c.Kind, Send: c.Send,
		ExpiresAt: c.ExpiresAt, ResendAt: c.SentAt.Add(s.policy.SendPause),
	}
}

// Stream returns the stream of the challenge with that id.
func (s *Service) Stream(id string) es.Stream { return s.challenges.Stream(id) }

// Load returns the challenge inside the unit.
func (s *Service) Load(ctx context.Context, unit *es.Unit, id string) (Challenge, error) {
	challenge, err := s.challenges.Load(ctx, unit, id)
	if err != nil {
		return Challenge{}, err
	}
	return challenge.State(), nil
}

// Receipt returns the receipt of a challenge as it now stands.
func (s *Service) Receipt(ctx context.Context, unit *es.Unit, id string) (Receipt, error) {
	challenge, err := s.Load(ctx, unit, id)
	if err == nil && challenge.Status == None {
		err = ErrNoneIssued
	}
	return s.receipt(challenge), err
}
