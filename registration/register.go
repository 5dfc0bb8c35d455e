package registration

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// Register is the command with which a registration begins (REG-1, REG-2), as a form gives it.
type Register struct {
	// Key makes the command idempotent: repeated with the same key and contact within 7 days, it
	// answers as the first time and sends nothing (REG-10). Empty means that every call counts.
	Key  string `json:"key" validate:"max=200"`
	Name Name   `json:"name"`
	// Contact is a phone or an e-mail.
	Contact  string    `json:"contact" validate:"required,max=320"`
	Consents []Consent `json:"consents" validate:"max=20,dive"`
	// Language is that of messages to the person: "ru", the default, or "en".
	Language string `json:"language" validate:"omitempty,oneof=ru en"`
	// Channel names where the consents were given: "web", "app", "centre".
	Channel string `json:"channel" validate:"max=50"`
}

// Name is a person's name as typed; the patronymic is optional.
type Name struct {
	Family     string `json:"family" validate:"max=400"`
	Given      string `json:"given" validate:"max=400"`
	Patronymic string `json:"patronymic" validate:"max=400"`
}

// Consent is a text consented to, in the version that was shown.
type Consent struct {
	Purpose account.Purpose `json:"purpose" validate:"required,max=50"`
	Version string          `json:"version" validate:"required,max=50"`
}

// ErrContactTaken: an account has proved this contact. A person learns it only after proving the
// contact, unless the policy reveals it.
var ErrContactTaken = fault.Define("registration.contact-taken",
	"С этим контактом уже есть учётная запись: войдите или восстановите доступ",
	"There is an account with this contact already: sign in, or recover access")

// Register begins a registration and sends a code. The answer does not tell whether the contact is
// known (REG-8).
func (s *Service) Register(ctx context.Context, command Register) (confirmation.Receipt, error) {
	registration, err := s.checkRegister(command)
	if err != nil {
		return confirmation.Receipt{}, err
	}
	return s.once(ctx, "register\x00"+registration.Contact.Reveal(), command.Key,
		func(ctx context.Context, unit *es.Unit, challenge string) (confirmation.Receipt, error) {
			return s.register(ctx, unit, registration, challenge)
		})
}

func (s *Service) checkRegister(command Register) (account.Registration, error) {
	registration := account.Registration{Language: command.Language, Channel: command.Channel}
	if registration.Language == "" {
		registration.Language = "ru"
	}
	shape := s.validator.Check(command)
	if shape != nil {
		return registration, shape
	}
	var name, contact error
	registration.Name, name = person.ParseFullName(command.Name.Family, command.Name.Given, command.Name.Patronymic)
	registration.Contact, contact = parseContact(command.Contact)
	for _, consent := range command.Consents {
		registration.Consents = append(registration.Consents, account.Consent{
			Purpose: consent.Purpose, Version: consent.Version, Channel: command.Channel,
		})
	}
	return registration, fault.Join(
		fault.At("name", name),
		fault.At("contact", contact),
		account.CheckConsents(s.policy.Account.RequiredConsents, registration.Consents),
	)
}

func (s *Service) register(
	ctx context.Context, unit *es.Unit, registration account.Registration, challenge string,
) (confirmation.Receipt, error) {
	opened, err := s.open(ctx, unit, registration)
	if err != nil {
		return confirmation.Receipt{}, err
	}
	if err := s.wait(ctx, unit, account.ContactKey(unit, registration.Contact), opened.Stream()); err != nil {
		return confirmation.Receipt{}, err
	}
	return s.ask(ctx, unit, challenge, opened, registration.Contact, confirmation.ForRegistration, registration.Language)
}

// open creates the account with its data key and its timers.
func (s *Service) open(
	ctx context.Context, unit *es.Unit, registration account.Registration,
) (*es.Aggregate[account.Account], error) {
	id, err := unit.NewID()
	if err != nil {
		return nil, err
	}
	if err := unit.CreateKey(ctx, id); err != nil {
		return nil, err
	}
	opened, err := s.accounts.Load(ctx, unit, id)
	if err != nil {
		return nil, err
	}
	registration.Account = id
	if err := opened.Decide(account.Register(registration, s.policy.Account, unit.Now())); err != nil {
		return nil, err
	}
	unit.SetTimer(opened.Stream(), AbandonTimer, unit.Now().Add(s.policy.Account.AbandonAfter))
	if due, ok := account.NextReminder(opened.State(), s.policy.Account); ok {
		unit.SetTimer(opened.Stream(), RemindTimer, due)
	}
	return opened, nil
}

// wait notes which registration asked last for a contact, so that Resume finds it. It reserves
// nothing: the next registration takes the place.
func (s *Service) wait(ctx context.Context, unit *es.Unit, contact es.ClaimKey, stream es.Stream) error {
	waiting := waitingKey(contact)
	earlier, found, err := unit.Owner(ctx, waiting)
	if err != nil {
		return err
	}
	if found {
		unit.Release(waiting, earlier)
	}
	unit.Claim(waiting, stream, unit.Now().Add(s.policy.Account.AbandonAfter))
	return nil
}

func waitingKey(contact es.ClaimKey) es.ClaimKey {
	return es.ClaimKey{Kind: "registration", Index: contact.Kind + "." + contact.Index}
}
