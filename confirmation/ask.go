package confirmation

import (
	"context"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Ask puts a question under the challenge id given, if the contact's allowance permits. It supersedes
// an open challenge of the same account and purpose.
func (s *Service) Ask(ctx context.Context, unit *es.Unit, id string, question Question) (Receipt, error) {
	if err := s.countSend(ctx, unit, question.Index); err != nil {
		return Receipt{}, err
	}
	challenge, err := s.challenges.Load(ctx, unit, id)
	if err != nil {
		return Receipt{}, err
	}
	if err := challenge.Decide(Issue(id, s.codes.current, question, s.policy, unit.Now())); err != nil {
		return Receipt{}, err
	}
	if question.Account != "" {
		if err := s.takeTurn(ctx, unit, challenge); err != nil {
			return Receipt{}, err
		}
	}
	return s.receipt(challenge.State()), nil
}

// takeTurn makes the challenge the current one of its account and purpose.
func (s *Service) takeTurn(ctx context.Context, unit *es.Unit, challenge *es.Aggregate[Challenge]) error {
	c := challenge.State()
	turn := turnKey(unit, c.Account, c.Purpose)
	earlier, found, err := unit.Owner(ctx, turn)
	if err != nil {
		return err
	}
	if found {
		previous, err := s.challenges.Load(ctx, unit, earlier.ID)
		if err != nil {
			return err
		}
		if err := previous.Decide(Supersede(c.ID, unit.Now())); err != nil {
			return err
		}
		unit.Release(turn, earlier)
	}
	unit.Claim(turn, challenge.Stream(), time.Time{})
	return nil
}

func turnKey(unit *es.Unit, account string, purpose Purpose) es.ClaimKey {
	return unit.Key("challenge", account+"\x00"+string(purpose))
}

// AskAgain sends a new code for the challenge, if the contact's allowance permits; the code before it
// is dead.
func (s *Service) AskAgain(ctx context.Context, unit *es.Unit, id string) (Receipt, error) {
	challenge, err := s.challenges.Load(ctx, unit, id)
	if err != nil {
		return Receipt{}, err
	}
	if err := resendable(challenge.State()); err != nil {
		return Receipt{}, err
	}
	if err := s.countSend(ctx, unit, challenge.State().Index); err != nil {
		return Receipt{}, err
	}
	if err := challenge.Decide(Resend(s.policy, unit.Now())); err != nil {
		return Receipt{}, err
	}
	return s.receipt(challenge.State()), nil
}

// countSend takes one sending from the contact's allowance, or refuses with the wait.
func (s *Service) countSend(ctx context.Context, unit *es.Unit, index string) error {
	today, allowance, err := s.allowance(ctx, unit, index)
	if err != nil {
		return err
	}
	if err := allowance.maySend(s.policy, unit.Now()); err != nil {
		return err
	}
	return today.Decide(one[Allowance](SendCounted{At: unit.Now()}))
}

// allowance returns today's counters of the contact, and them joined with yesterday's.
func (s *Service) allowance(ctx context.Context, unit *es.Unit, index string) (*es.Aggregate[Allowance], Allowance, error) {
	const date = "2006-01-02"
	yesterday, err := s.allowances.Load(ctx, unit, index+"."+unit.Now().AddDate(0, 0, -1).Format(date))
	if err != nil {
		return nil, Allowance{}, err
	}
	today, err := s.allowances.Load(ctx, unit, index+"."+unit.Now().Format(date))
	if err != nil {
		return nil, Allowance{}, err
	}
	return today, yesterday.State().and(today.State()), nil
}
