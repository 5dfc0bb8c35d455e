package registration

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Confirm answers a challenge: with the code typed in, or with the token of the link when the person
// has pressed the button on its page. Merely opening the link must not call this (COD-2).
type Confirm struct {
	Challenge string `json:"challenge" validate:"required,max=100"`
	Code      string `json:"code" validate:"max=256"`
	Token     string `json:"token" validate:"max=256"`
}

// Confirmed says whose contact was proved and what comes next.
type Confirmed struct {
	Account string
	Next    account.Next
	// Grant entitles to set the password, for a limited time.
	Grant confirmation.Grant
}

// ErrFinished: the registration the challenge belongs to is complete.
var ErrFinished = fault.Define("registration.finished",
	"Регистрация уже завершена: войдите", "The registration is complete: sign in")

// ErrCodeRequired: neither a code nor a token was given.
var ErrCodeRequired = fault.Define("registration.code-required", "Введите код", "Enter the code")

// Confirm proves the contact and claims it for the account. Of several that prove one contact at once
// exactly one gets it (REG-5). Wrong answers are counted though they are refused.
func (s *Service) Confirm(ctx context.Context, command Confirm) (Confirmed, error) {
	if err := s.validator.Check(command); err != nil {
		return Confirmed{}, err
	}
	if command.Code == "" && command.Token == "" {
		return Confirmed{}, fault.At("code", ErrCodeRequired)
	}
	var confirmed Confirmed
	var refusal error
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		verdict, err := s.confirmations.Judge(ctx, unit, confirmation.Answer(command))
		if err != nil {
			return err
		}
		refusal = verdict.Refusal
		if refusal != nil {
			return nil
		}
		confirmed, refusal, err = s.confirm(ctx, unit, verdict.Proof)
		return err
	})
	if err == nil {
		err = fault.At("code", refusal)
	}
	if err != nil {
		return Confirmed{}, err
	}
	return confirmed, nil
}

// confirm gives the proved contact to the account of the proof.
func (s *Service) confirm(ctx context.Context, unit *es.Unit, proof confirmation.Proof) (confirmed Confirmed, refusal, err error) {
	proved, err := s.accounts.Load(ctx, unit, proof.Account)
	if err != nil {
		return Confirmed{}, nil, err
	}
	if proof.Purpose != confirmation.ForNewContact {
		switch proved.State().Status {
		case account.Live:
			return Confirmed{}, ErrFinished, nil
		case account.Registering:
		default:
			return Confirmed{}, account.ErrNotOpen, nil
		}
	}
	if refusal, err := s.claim(ctx, unit, proved, proof); err != nil || refusal != nil {
		return Confirmed{}, refusal, err
	}
	return Confirmed{Account: proof.Account, Next: proved.State().Next(), Grant: proof.Grant}, nil, nil
}

// claim takes the contact for the account, from an unfinished registration if one holds it.
func (s *Service) claim(
	ctx context.Context, unit *es.Unit, proved *es.Aggregate[account.Account], proof confirmation.Proof,
) (refusal, err error) {
	key := account.ContactKey(unit, proof.Contact)
	holder, found, err := s.holder(ctx, unit, key)
	if err != nil {
		return nil, err
	}
	switch {
	case found && holder.Stream() == proved.Stream():
		return nil, nil
	case found && holder.State().Status == account.Live:
		return ErrContactTaken, nil
	case found:
		if err := abandon(unit, holder, account.Superseded); err != nil {
			return nil, err
		}
	}
	if refusal := proved.Decide(account.ConfirmContact(proof.Contact, proof.Index, unit.Now())); refusal != nil {
		return refusal, nil
	}
	unit.Release(waitingKey(key), proved.Stream())
	unit.Claim(key, proved.Stream(), time.Time{})
	return nil, nil
}
