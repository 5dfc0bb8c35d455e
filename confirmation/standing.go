package confirmation

import (
	"context"
	"errors"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Standing is how a challenge stands, for the page that asks for its code.
type Standing struct {
	Receipt
	// TriesLeft is how many wrong answers the present code still bears.
	TriesLeft int
	// Closed is the refusal that every code would get now; nil while the right one would be accepted.
	Closed error
}

// Standing returns how a challenge stands, or ErrNoneIssued. Like a receipt it looks the same whether or
// not somebody has an account with the contact (REG-8).
func (s *Service) Standing(ctx context.Context, unit *es.Unit, id string) (Standing, error) {
	receipt, err := s.Receipt(ctx, unit, id)
	if err != nil {
		return Standing{}, err
	}
	c, err := s.Load(ctx, unit, id)
	if err != nil {
		return Standing{}, err
	}
	_, allowance, err := s.allowance(ctx, unit, c.Index)
	if err != nil {
		return Standing{}, err
	}
	_, closed := answer(ByCode, true, allowance.mayAnswer(s.policy, unit.Now()), s.policy, unit.Now())(c)
	if errors.Is(closed, ErrWrong) {
		// Of a withheld code every answer is wrong, which nobody is told before giving one.
		closed = nil
	}
	return Standing{Receipt: receipt, TriesLeft: max(s.policy.code(c.Kind).Tries-c.Wrong, 0), Closed: closed}, nil
}
