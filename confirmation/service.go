package confirmation

import (
	"context"
	"errors"
	"strings"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
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
	elsewhere  Places
}

// New returns a service, or says on the fault.Permanent axis what is missing or cannot work.
func New(engine *es.Engine, codes *Codes, policy Policy) (*Service, error) {
	if engine == nil || codes == nil {
		return nil, fault.AsPermanent(errors.New("confirmation: an engine and codes are needed"))
	}
	if err := policy.Validate(); err != nil {
		return nil, err
	}
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

// Receipt returns the receipt of a challenge as it now stands.
func (s *Service) Receipt(ctx context.Context, unit *es.Unit, id string) (Receipt, error) {
	challenge, err := s.find(ctx, unit, id)
	if err != nil {
		return Receipt{}, err
	}
	c := challenge.State()
	_, allowance, err := s.allowance(ctx, unit, c.Index)
	if err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{
		Challenge: c.ID, Kind: c.Kind, Send: c.Send, ExpiresAt: c.ExpiresAt, ResendAt: c.SentAt.Add(s.policy.SendPause),
	}
	if at, _ := allowance.sends(s.policy); at.After(receipt.ResendAt) {
		receipt.ResendAt = at
	}
	return receipt, nil
}

// Stream returns the stream of the challenge with that id.
func (s *Service) Stream(id string) es.Stream { return s.challenges.Stream(id) }

// Load returns the challenge inside the unit, the zero value when it was never issued.
func (s *Service) Load(ctx context.Context, unit *es.Unit, id string) (Challenge, error) {
	challenge, err := s.find(ctx, unit, id)
	if errors.Is(err, ErrNoneIssued) {
		return Challenge{}, nil
	}
	if err != nil {
		return Challenge{}, err
	}
	return challenge.State(), nil
}

// find loads a challenge, or refuses with ErrNoneIssued. An id that no store has to look at, since it
// was never given out, does not reach one.
func (s *Service) find(ctx context.Context, unit *es.Unit, id string) (*es.Aggregate[Challenge], error) {
	if !isID(id) {
		return nil, ErrNoneIssued
	}
	challenge, err := s.challenges.Load(ctx, unit, id)
	if err == nil && !challenge.Exists() {
		err = ErrNoneIssued
	}
	return challenge, err
}

// isID tells whether the text can be an id: printable ASCII of a length that ids have.
func isID(text string) bool {
	const longest = 64
	unlike := func(r rune) bool { return r <= ' ' || r > '~' }
	return text != "" && len(text) <= longest && !strings.ContainsFunc(text, unlike)
}
