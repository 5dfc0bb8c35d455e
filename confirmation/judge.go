package confirmation

import (
	"context"
	"errors"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Verdict is what an answer came to: the proof, or the refusal. The counters behind it are events of
// the unit, so the unit must be committed either way.
type Verdict struct {
	Proof   Proof
	Refusal error
}

// Judge compares the answer and records the outcome.
func (s *Service) Judge(ctx context.Context, unit *es.Unit, given Answer) (Verdict, error) {
	challenge, err := s.find(ctx, unit, given.Challenge)
	if errors.Is(err, ErrNoneIssued) {
		return Verdict{Refusal: err}, nil
	}
	if err != nil {
		return Verdict{}, err
	}
	c := challenge.State()
	today, allowance, err := s.allowance(ctx, unit, c.Index)
	if err != nil {
		return Verdict{}, err
	}
	by, right, known := s.codes.compare(c, given, s.policy.code(c.Kind))
	if !known {
		// The secret was rotated out, so nobody can have the right answer any more.
		c.ExpiresAt = unit.Now()
	}
	event, refusal := answer(by, right, allowance.mayAnswer(s.policy, unit.Now()), s.policy, unit.Now())(c)
	if errors.Is(refusal, ErrWrong) {
		place, err := s.placeOf(ctx, unit, c, given)
		if err != nil {
			return Verdict{}, err
		}
		if place != nil {
			return Verdict{Refusal: place}, nil
		}
		if refusal, err := s.elsewhere.Recognise(ctx, unit, c.Account, given.Code); err != nil || refusal != nil {
			return Verdict{Refusal: refusal}, err
		}
		if err := today.Decide(one[Allowance](WrongCounted{At: unit.Now()})); err != nil {
			return Verdict{}, err
		}
	}
	if event != nil {
		if err := challenge.Decide(one(event)); err != nil {
			return Verdict{}, err
		}
	}
	if refusal != nil {
		return Verdict{Refusal: refusal}, nil
	}
	return Verdict{Proof: s.proofOf(c)}, nil
}

func one[S any](event es.Event[S]) es.Decision[S] {
	return func(S) ([]es.Event[S], error) { return []es.Event[S]{event}, nil }
}

// placeOf finds where a wrong code would have been right: another open challenge of the same account
// (COD-9). A code recognised so costs no try. It does the same work for a withheld challenge, so that
// the time of the answer does not tell it from another.
func (s *Service) placeOf(ctx context.Context, unit *es.Unit, c Challenge, given Answer) (*WrongPlace, error) {
	var place *WrongPlace
	for _, purpose := range purposes {
		owner, found, err := unit.Owner(ctx, turnKey(unit, c.Account, purpose))
		if err != nil {
			return nil, err
		}
		if !found || owner.ID == c.ID {
			continue
		}
		other, err := s.Load(ctx, unit, owner.ID)
		if err != nil {
			return nil, err
		}
		_, right, _ := s.codes.compare(other, Answer{Code: given.Code}, s.policy.code(other.Kind))
		if right && other.awaits(unit.Now()) && !other.Withheld && !c.Withheld {
			place = &WrongPlace{Purpose: purpose, Kind: other.Kind}
		}
	}
	return place, nil
}
