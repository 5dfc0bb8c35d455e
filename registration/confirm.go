package registration

import (
	"context"
	"errors"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Confirm answers a challenge: with the code typed in, or with the token of the link when the person
// has pressed the button on its page. Merely opening the link must not call this (COD-2).
type Confirm struct {
	// Key lets a command that succeeded be repeated, as in Register: a double click gives the same
	// answer twice (REG-10). Without it the second answer is refused as used (COD-6).
	Key       string `json:"key" validate:"max=200"`
	Challenge string `json:"challenge" validate:"required"`
	Code      string `json:"code" validate:"max=256"`
	Token     string `json:"token" validate:"max=256"`
	// Account is that of the session, for a challenge of AddContact, which nobody else can answer.
	Account string `json:"-"`
}

// Confirmed says whose contact was proved and what comes next.
type Confirmed struct {
	Account string
	Next    account.Next
	// Grant entitles to set the password, for a limited time, where that comes next.
	Grant confirmation.Grant
}

// ErrCodeRequired means that neither a code nor a token was given.
var ErrCodeRequired = fault.Define("registration.code-required", "Введите код", "Enter the code")

// Confirm proves the contact and claims it for the account. Of several that prove one contact at once
// exactly one gets it (REG-5). Wrong answers are counted though they are refused; refusals of the answer
// stand at "code".
func (s *Service) Confirm(ctx context.Context, command Confirm) (Confirmed, error) {
	var empty error
	if command.Code == "" && command.Token == "" {
		empty = ErrCodeRequired.At("code")
	}
	if err := fault.Join(s.validator.Check(command), empty); err != nil {
		return Confirmed{}, err
	}
	var confirmed Confirmed
	var refusal error
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		verdict, err := s.judge(ctx, unit, command)
		if err != nil {
			return err
		}
		if verdict.Refusal != nil {
			refusal = fault.At("code", verdict.Refusal)
			return nil
		}
		confirmed, refusal, err = s.confirm(ctx, unit, verdict.Proof)
		return err
	})
	if err == nil {
		err = refusal
	}
	if err != nil {
		return Confirmed{}, err
	}
	return confirmed, nil
}

// judge has the answer judged, or recalls what it came to where the same command is repeated.
func (s *Service) judge(ctx context.Context, unit *es.Unit, command Confirm) (confirmation.Verdict, error) {
	challenge, err := s.confirmations.Load(ctx, unit, command.Challenge)
	if err != nil {
		return confirmation.Verdict{}, err
	}
	own := challenge.Purpose == confirmation.ForNewContact && challenge.Account == command.Account
	if !own && !registers(challenge.Purpose) {
		return confirmation.Verdict{Refusal: confirmation.ErrNoneIssued}, nil
	}
	answer := confirmation.Answer{Challenge: command.Challenge, Code: command.Code, Token: command.Token}
	verdict, err := s.confirmations.Judge(ctx, unit, answer)
	if err != nil {
		return confirmation.Verdict{}, err
	}
	used := errors.Is(verdict.Refusal, confirmation.ErrUsed)
	if verdict.Refusal != nil && !used {
		return verdict, nil
	}
	_, repeated, err := unit.Once(ctx, "confirm\x00"+command.Challenge, command.Key, s.confirmations.Stream(command.Challenge))
	switch {
	case err != nil:
		return confirmation.Verdict{}, err
	case !used:
		return verdict, nil
	case !repeated:
		// An error, not a verdict: the key must not be kept for an answer that does not count.
		return confirmation.Verdict{}, fault.At("code", confirmation.ErrUsed)
	}
	proof, err := s.confirmations.Recall(ctx, unit, answer)
	return confirmation.Verdict{Proof: proof}, fault.At("code", err)
}

// confirm gives the proved contact to the account of the proof.
func (s *Service) confirm(ctx context.Context, unit *es.Unit, proof confirmation.Proof) (confirmed Confirmed, refusal, err error) {
	proved, err := s.accounts.Load(ctx, unit, proof.Account)
	if err != nil {
		return Confirmed{}, nil, err
	}
	if registers(proof.Purpose) {
		if refusal := s.underWay(proved.State(), unit.Now()); refusal != nil {
			return Confirmed{}, refusal, nil
		}
	}
	if refusal, err := s.claim(ctx, unit, proved, proof); err != nil || refusal != nil {
		return Confirmed{}, refusal, err
	}
	confirmed = Confirmed{Account: proof.Account, Next: proved.State().Next()}
	if confirmed.Next == account.SetAPassword {
		confirmed.Grant = proof.Grant
	}
	return confirmed, nil, nil
}
