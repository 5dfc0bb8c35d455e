package confirmation

import (
	"context"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Ask puts a question under the challenge id given, if the contact's allowance permits; asked again
// under the same id, it does nothing more. It supersedes an open challenge of the same account and
// purpose.
func (s *Service) Ask(ctx context.Context, unit *es.Unit, id string, question Question) (Receipt, error) {
	challenge, err := s.challenges.Load(ctx, unit, id)
	if err != nil {
		return Receipt{}, err
	}
	if challenge.Exists() {
		return s.Receipt(ctx, unit, id)
	}
	index := allowanceIndex(unit, question.Contact)
	if err := s.countSend(ctx, unit, index); err != nil {
		return Receipt{}, err
	}
	if err := challenge.Decide(Issue(id, s.codes.current, index, question, s.policy, unit.Now())); err != nil {
		return Receipt{}, err
	}
	if question.Account != "" {
		if err := s.Supersede(ctx, unit, question.Account, question.Purpose, id); err != nil {
			return Receipt{}, err
		}
		unit.Claim(turnKey(unit, question.Account, question.Purpose), challenge.Stream(), time.Time{})
	}
	return s.Receipt(ctx, unit, id)
}

// Supersede kills the open challenge of an account and purpose, if there is one, because the challenge
// by takes its place (COD-5).
func (s *Service) Supersede(ctx context.Context, unit *es.Unit, account string, purpose Purpose, by string) error {
	turn := turnKey(unit, account, purpose)
	earlier, found, err := unit.Owner(ctx, turn)
	if err != nil || !found {
		return err
	}
	previous, err := s.challenges.Load(ctx, unit, earlier.ID)
	if err != nil {
		return err
	}
	unit.Release(turn, earlier)
	return previous.Decide(Supersede(by, unit.Now()))
}

// turnKey is held by the latest challenge of an account and purpose. It goes with the challenge's
// stream when that is purged.
func turnKey(unit *es.Unit, account string, purpose Purpose) es.ClaimKey {
	return unit.Key(Category, account+"\x00"+string(purpose))
}

// AskAgain sends a new code for the challenge, if the contact's allowance permits; the code before it
// is dead.
func (s *Service) AskAgain(ctx context.Context, unit *es.Unit, id string) (Receipt, error) {
	challenge, err := s.find(ctx, unit, id)
	if err != nil {
		return Receipt{}, err
	}
	if err := challenge.Decide(Resend(s.codes.current, s.policy, unit.Now())); err != nil {
		return Receipt{}, err
	}
	if err := s.countSend(ctx, unit, challenge.State().Index); err != nil {
		return Receipt{}, err
	}
	return s.Receipt(ctx, unit, id)
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
