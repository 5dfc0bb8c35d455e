package registration

import (
	"cmp"
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
	// answers as the first time and sends nothing (REG-10). It is drawn at random for each form, since
	// whoever knows it learns the challenge. Empty means that every call counts.
	Key  string `json:"key" validate:"max=200"`
	Name Name   `json:"name"`
	// Contact is a phone or an e-mail.
	Contact  string    `json:"contact"`
	Consents []Consent `json:"consents" validate:"max=20,dive"`
	// Language is that of messages to the person: "ru", the default, or "en".
	Language string `json:"language" validate:"omitempty,oneof=ru en"`
	// Channel names where the consents are given, which is recorded with them (REG-2): "web", the
	// default, "app", "centre".
	Channel string `json:"channel" validate:"max=50"`
}

// What a command means that leaves them out.
const (
	defaultLanguage = "ru"
	defaultChannel  = "web"
)

// Name is a person's name as typed; the patronymic is optional.
type Name struct {
	Family     string `json:"family"`
	Given      string `json:"given"`
	Patronymic string `json:"patronymic"`
}

// Consent is a text consented to, in the version that was shown. Purpose and version are the portal's own
// words, not the person's.
type Consent struct {
	Purpose account.Purpose `json:"purpose" validate:"required,max=50"`
	Version string          `json:"version" validate:"required,max=50"`
	// Recipient is whom it is about, empty where that is the portal alone (CON-1).
	Recipient account.Party `json:"recipient,omitempty" validate:"max=100"`
}

// ErrContactTaken means that the contact was proved for another account. A person learns it only after proving
// the contact, unless the policy reveals it.
var ErrContactTaken = fault.Define("registration.contact-taken",
	"Этот контакт уже подтверждён для другой учётной записи: войдите, восстановите доступ или продолжите ту регистрацию",
	"This contact is proved for another account already: sign in, recover access, or go on with that registration")

// Register begins a registration and sends a code. The answer does not tell whether the contact is
// known (REG-8).
func (s *Service) Register(ctx context.Context, command Register) (confirmation.Receipt, error) {
	registration, err := s.checkRegister(command)
	if err != nil {
		return confirmation.Receipt{}, err
	}
	return s.once(ctx, "register\x00"+registration.Contact.Reveal(), command.Key, "",
		func(ctx context.Context, unit *es.Unit, challenge string) (confirmation.Receipt, error) {
			begun, err := s.begin(ctx, unit, registration, challenge, confirmation.ForRegistration)
			return begun.Receipt, err
		})
}

func (s *Service) checkRegister(command Register) (account.Registration, error) {
	registration, rest := s.fill(command, command.Contact, command.Language, command.Channel, command.Consents)
	var name error
	registration.Name, name = person.ParseFullName(command.Name.Family, command.Name.Given, command.Name.Patronymic)
	return registration, fault.Join(fault.At("name", name), rest)
}

// fill gathers what every registration has, and the faults of the command's shape among those of its parts.
func (s *Service) fill(command any, contact, language, channel string, consents []Consent) (account.Registration, error) {
	registration := account.Registration{
		Language: cmp.Or(language, defaultLanguage),
		Channel:  cmp.Or(channel, defaultChannel),
	}
	var rest error
	registration.Contact, rest = s.check(command, contact)
	for _, consent := range consents {
		registration.Consents = append(registration.Consents, account.Consent{
			Purpose: consent.Purpose, Recipient: consent.Recipient, Version: consent.Version, Channel: registration.Channel,
		})
	}
	return registration, fault.Join(rest, account.CheckConsents(s.policy.Account.RequiredConsents, registration.Consents))
}

// begin opens the account and asks for the proof of its contact.
func (s *Service) begin(
	ctx context.Context, unit *es.Unit, registration account.Registration, challenge string, purpose confirmation.Purpose,
) (Enrolled, error) {
	opened, err := s.open(ctx, unit, registration)
	if err != nil {
		return Enrolled{}, err
	}
	if err := s.wait(ctx, unit, registration.Contact, opened); err != nil {
		return Enrolled{}, err
	}
	receipt, err := s.ask(ctx, unit, challenge, opened, registration.Contact, purpose, registration.Language)
	return Enrolled{Account: opened.State().ID, Receipt: receipt}, err
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
	opened, err := s.accounts.Begin(unit, id)
	if err != nil {
		return nil, err
	}
	registration.Account = id
	if err := opened.Decide(account.Register(registration, s.policy.Account, unit.Now())); err != nil {
		return nil, err
	}
	unit.SetTimer(opened.Stream(), AbandonTimer, unit.Now().Add(s.policy.Account.AbandonAfter))
	if due, ok := account.NextReminder(opened.State(), s.policy.Account, unit.Now()); ok {
		unit.SetTimer(opened.Stream(), RemindTimer, due)
	}
	return opened, nil
}
