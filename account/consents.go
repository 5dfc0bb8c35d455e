package account

import (
	"context"
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Refusals of giving and withdrawing a consent after registration.
var (
	ErrConsentText = fault.Define("account.consent-text",
		"Прочитайте текст согласия и отметьте его", "Read the text of the consent and tick it")
	ErrConsentUnknown = fault.Define("account.consent-unknown",
		"Такого согласия нет", "There is no such consent")
	ErrConsentNeeded = fault.Define("account.consent-needed",
		"Без этого согласия учётной записи быть не может. Чтобы отозвать его, удалите учётную запись",
		"There can be no account without this consent. To withdraw it, delete the account")
)

// ConsentGiven means that the person consented to something after registration (CON-1).
type ConsentGiven struct {
	Account string `json:"account"`
	Consent
}

// Evolve implements eventsourcing.Event.
func (e ConsentGiven) Evolve(a Account) Account {
	a.Consents = append(a.consentsWithout(e.Purpose, e.Recipient), e.Consent)
	return a
}

// ConsentWithdrawn means that a consent counts no more (CON-1). What was done under it stays done.
type ConsentWithdrawn struct {
	Account   string    `json:"account"`
	Purpose   Purpose   `json:"purpose"`
	Recipient Party     `json:"recipient,omitempty"`
	At        time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e ConsentWithdrawn) Evolve(a Account) Account {
	a.Consents = a.consentsWithout(e.Purpose, e.Recipient)
	return a
}

func (a Account) consentsWithout(purpose Purpose, recipient Party) []Consent {
	return slices.DeleteFunc(slices.Clone(a.Consents), func(c Consent) bool { return c.about(purpose, recipient) })
}

func (c Consent) about(purpose Purpose, recipient Party) bool {
	return c.Purpose == purpose && c.Recipient == recipient
}

// Consented reports whether the person consents to that purpose with that recipient, which is empty where there is
// none.
func (a Account) Consented(purpose Purpose, recipient Party) bool {
	return slices.ContainsFunc(a.Consents, func(c Consent) bool { return c.about(purpose, recipient) && c.Version != "" })
}

// GiveConsent records a consent given now. Given again it replaces the one before; unchanged, it stays as it is.
func GiveConsent(c Consent, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if a.Status != Live {
			return nil, ErrNotLive
		}
		if c.Purpose == "" || c.Version == "" {
			return nil, ErrConsentText
		}
		c.At = now
		for _, given := range a.Consents {
			if given.about(c.Purpose, c.Recipient) && given.Version == c.Version {
				return nil, nil
			}
		}
		return []es.Event[Account]{ConsentGiven{Account: a.ID, Consent: c}}, nil
	}
}

// WithdrawConsent records that a consent counts no more. One without which there can be no account is not withdrawn.
func WithdrawConsent(purpose Purpose, recipient Party, policy Policy, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		switch {
		case a.Status != Live:
			return nil, ErrNotLive
		case !a.Consented(purpose, recipient):
			return nil, ErrConsentUnknown
		case recipient == "" && slices.Contains(policy.RequiredConsents, purpose):
			return nil, ErrConsentNeeded
		}
		return []es.Event[Account]{ConsentWithdrawn{Account: a.ID, Purpose: purpose, Recipient: recipient, At: now}}, nil
	}
}

// Consents lets people see, give and withdraw their consents. Safe for concurrent use.
type Consents struct {
	engine   *es.Engine
	accounts *es.Repository[Account]
	policy   Policy
}

// NewConsents returns the service.
func NewConsents(engine *es.Engine, accounts *es.Repository[Account], policy Policy) *Consents {
	return &Consents{engine: engine, accounts: accounts, policy: policy}
}

// Of returns the consents that count, the one given first first.
func (s *Consents) Of(ctx context.Context, accountID string) (consents []Consent, err error) {
	err = s.decide(ctx, accountID, func(a Account, _ time.Time) ([]es.Event[Account], error) {
		consents = slices.Clone(a.Consents)
		return nil, nil
	})
	return consents, err
}

// Give records a consent.
func (s *Consents) Give(ctx context.Context, accountID string, c Consent) error {
	return s.decide(ctx, accountID, func(a Account, now time.Time) ([]es.Event[Account], error) {
		return GiveConsent(c, now)(a)
	})
}

// Withdraw records that the person consents no more.
func (s *Consents) Withdraw(ctx context.Context, accountID string, purpose Purpose, recipient Party) error {
	return s.decide(ctx, accountID, func(a Account, now time.Time) ([]es.Event[Account], error) {
		return WithdrawConsent(purpose, recipient, s.policy, now)(a)
	})
}

func (s *Consents) decide(ctx context.Context, id string, decision func(Account, time.Time) ([]es.Event[Account], error)) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		if !owner.Exists() {
			return ErrUnknown
		}
		return owner.Decide(func(a Account) ([]es.Event[Account], error) { return decision(a, unit.Now()) })
	})
}
