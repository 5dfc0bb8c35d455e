package confirmation

import (
	"context"
	"errors"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// Answer is what somebody gives as the proof.
type Answer struct {
	Challenge string
	// Code is what was typed; Token comes from the link of an e-mail. One of the two.
	Code, Token string
}

// Verdict is what an answer came to: the proof, or the refusal. The counters behind it are events of
// the unit, so the unit must be committed either way.
type Verdict struct {
	Proof   Proof
	Refusal error
}

// Proof is the evidence that a contact belongs to the person of the account.
type Proof struct {
	Account string
	Purpose Purpose
	Contact person.Contact
	Index   string
	Grant   Grant
}

// Judge compares the answer and records the outcome.
func (s *Service) Judge(ctx context.Context, unit *es.Unit, given Answer) (Verdict, error) {
	challenge, err := s.challenges.Load(ctx, unit, given.Challenge)
	if err != nil {
		return Verdict{}, err
	}
	c := challenge.State()
	if c.Status == None {
		return Verdict{Refusal: ErrNoneIssued}, nil
	}
	today, allowance, err := s.allowance(ctx, unit, c.Index)
	if err != nil {
		return Verdict{}, err
	}
	by, right, err := s.compare(c, given)
	if err != nil {
		return Verdict{}, err
	}
	if err := allowance.mayAnswer(s.policy, unit.Now()); err != nil && by == ByCode {
		return Verdict{Refusal: err}, nil
	}
	event, refusal := answer(by, right, s.policy, unit.Now())(c)
	if errors.Is(refusal, ErrWrong) {
		place, err := s.placeOf(ctx, unit, c, given.Code)
		if err != nil {
			return Verdict{}, err
		}
		if place != nil {
			return Verdict{Refusal: place}, nil
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
	grant, err := s.grantOf(c)
	return Verdict{Proof: Proof{
		Account: c.Account, Purpose: c.Purpose, Contact: c.Contact, Index: c.Index, Grant: grant,
	}}, err
}

func one[S any](event es.Event[S]) es.Decision[S] {
	return func(S) ([]es.Event[S], error) { return []es.Event[S]{event}, nil }
}

func (s *Service) compare(c Challenge, given Answer) (Means, bool, error) {
	if given.Token != "" {
		token, err := s.codes.token(c)
		return ByLink, err == nil && equal(token, given.Token), ignoreGone(err)
	}
	policy := s.policy.code(c.Kind)
	code, err := s.codes.code(c, policy)
	return ByCode, err == nil && equal(code, policy.Alphabet.Normalise(given.Code)), ignoreGone(err)
}

// ignoreGone lets a challenge whose secret was rotated out be answered wrongly instead of not at all.
func ignoreGone(err error) error {
	if errors.Is(err, errSecretGone) {
		return nil
	}
	return err
}

// placeOf finds where a wrong code would have been right: another open challenge of the same account
// (COD-9). A code recognised so costs no try.
func (s *Service) placeOf(ctx context.Context, unit *es.Unit, c Challenge, typed string) (*WrongPlace, error) {
	if c.Withheld || typed == "" {
		return nil, nil
	}
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
		_, right, err := s.compare(other, Answer{Code: typed})
		if err != nil {
			return nil, err
		}
		if right && other.Status == Open && unit.Now().Before(other.ExpiresAt) && !other.Withheld {
			return &WrongPlace{Purpose: purpose, Kind: other.Kind}, nil
		}
	}
	return nil, nil
}
