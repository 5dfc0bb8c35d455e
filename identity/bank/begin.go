package bank

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
)

// ErrConsent means that the person has not consented to hear from the bank, or not any more.
var ErrConsent = fault.Define("bank.consent",
	"Без вашего согласия банк ничего о вас не сообщит: прочитайте текст и отметьте его",
	"Without your consent the bank tells nothing about you: read the text and tick it")

// ExpireTimer is the timer on a request's stream that fires when its time is over.
const ExpireTimer = "bank-request-expires"

// Begin is the command to ask a bank.
type Begin struct {
	// Account is that of the session.
	Account string
	// Bank is the id of one of [Service.Banks].
	Bank    string
	Consent Consent
}

// Consent is the person's to have the bank tell the portal who they are.
type Consent struct {
	// Version is that of the text that was shown and accepted.
	Version string
	// Channel is how: "web", "centre".
	Channel string
}

// Begin makes a request to the bank, and records the consent to the transfer (CON-1). The portal sends the browser to
// the bank with what it returns; nothing about the person goes along.
func (s *Service) Begin(ctx context.Context, command Begin) (Request, error) {
	bank, err := s.front.bank(command.Bank)
	if err != nil {
		return Request{}, err
	}
	if command.Consent.Version == "" {
		return Request{}, ErrConsent.At("consent")
	}
	var request Request
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		id, err := unit.NewID()
		if err != nil {
			return err
		}
		way := identity.Way{Method: account.Bank, Evidence: id, At: unit.Now()}
		if _, err := s.identity.Begin(ctx, unit, command.Account, way); err != nil {
			return err
		}
		if err := s.countTry(ctx, unit, command.Account); err != nil {
			return err
		}
		if err := s.consent(ctx, unit, command); err != nil {
			return err
		}
		x, err := s.exchanges.Begin(unit, id)
		if err != nil {
			return err
		}
		if err := x.Decide(s.request(command, id, unit.Now())); err != nil {
			return err
		}
		unit.SetTimer(x.Stream(), ExpireTimer, x.State().ExpiresAt)
		request = s.sent(x.State(), bank)
		return nil
	})
	return request, err
}

func (s *Service) request(command Begin, id string, now time.Time) es.Decision[Exchange] {
	return func(Exchange) ([]es.Event[Exchange], error) {
		return []es.Event[Exchange]{Requested{
			Request: id, Account: command.Account, Bank: command.Bank, Secret: s.codes.Current(),
			ExpiresAt: now.Add(s.policy.RequestFor), At: now,
		}}, nil
	}
}

func (s *Service) consent(ctx context.Context, unit *es.Unit, command Begin) error {
	owner, err := s.accounts.Load(ctx, unit, command.Account)
	if err != nil {
		return err
	}
	return owner.Decide(account.GiveConsent(account.Consent{
		Purpose: account.IdentityByBank, Recipient: party(command.Bank),
		Version: command.Consent.Version, Channel: command.Consent.Channel,
	}, unit.Now()))
}
