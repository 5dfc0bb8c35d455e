package account

import (
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// Category is that of the streams of accounts; a stream's id is the account's id, and so is that of
// its data key.
const Category = "account"

// Codec knows the events of accounts.
func Codec() *es.Codec[Account] {
	codec := es.NewCodec[Account]()
	es.RegisterPersonal(codec, "account.registered", 1, func(e *Registered) (string, *es.Personal[Registrant]) {
		return e.Account, &e.Registrant
	})
	es.RegisterPersonal(codec, "account.contact-confirmed", 1, func(e *ContactConfirmed) (string, *es.Personal[person.Contact]) {
		return e.Account, &e.Contact
	})
	es.RegisterPersonal(codec, "account.password-set", 1, func(e *PasswordSet) (string, *es.Personal[password.Hash]) {
		return e.Account, &e.Hash
	})
	es.RegisterPersonal(codec, "account.password-changed", 1, func(e *PasswordChanged) (string, *es.Personal[password.Hash]) {
		return e.Account, &e.Hash
	})
	es.RegisterPersonal(codec, "account.password-rehashed", 1, func(e *PasswordRehashed) (string, *es.Personal[password.Hash]) {
		return e.Account, &e.Hash
	})
	es.Register[ReminderDue](codec, "account.reminder-due", 1)
	es.Register[RegistrationAbandoned](codec, "account.registration-abandoned", 1)
	es.RegisterPersonal(codec, "account.profile-submitted", 1, func(e *ProfileSubmitted) (string, *es.Personal[profile.Profile]) {
		return e.Account, &e.Profile
	})
	es.Register[ProfileVerified](codec, "account.profile-verified", 1)
	es.Register[ProfileRejected](codec, "account.profile-rejected", 1)
	es.Register[ProfileReminderDue](codec, "account.profile-reminder-due", 1)
	es.Register[LevelRaised](codec, "account.level-raised", 1)
	es.Register[DocumentLapsed](codec, "account.document-lapsed", 1)
	es.Register[ChannelChosen](codec, "account.channel-chosen", 1)
	es.Register[IdentityConfirmed](codec, "account.identity-confirmed", 1)
	es.Register[ConfirmationWaits](codec, "account.confirmation-waits", 1)
	es.Register[ConfirmationRevoked](codec, "account.confirmation-revoked", 1)
	es.RegisterPersonal(codec, "account.certificate-bound", 1, func(e *CertificateBound) (string, *es.Personal[Certificate]) {
		return e.Account, &e.Certificate
	})
	es.RegisterPersonal(codec, "account.held", 1, func(e *AccountHeld) (string, *es.Personal[string]) {
		return e.Account, &e.Note
	})
	es.RegisterPersonal(codec, "account.released", 1, func(e *AccountReleased) (string, *es.Personal[string]) {
		return e.Account, &e.Note
	})
	es.Register[ConsentGiven](codec, "account.consent-given", 1)
	es.Register[ConsentWithdrawn](codec, "account.consent-withdrawn", 1)
	es.Register[Disclosed](codec, disclosedName, 1)
	es.Register[Received](codec, receivedName, 1)
	return codec
}

// Registered means that somebody began to register. Nothing about them is proved.
type Registered struct {
	Account  string    `json:"account"`
	Language string    `json:"language"`
	Channel  string    `json:"channel"`
	Consents []Consent `json:"consents"`
	At       time.Time `json:"at"`

	Registrant es.Personal[Registrant] `json:"-"`
}

// Registrant is what a person says of themselves when registering.
type Registrant struct {
	Name    person.FullName `json:"name"`
	Contact person.Contact  `json:"contact"`
}

// Evolve implements eventsourcing.Event.
func (e Registered) Evolve(a Account) Account {
	a.ID = e.Account
	a.Status = Registering
	a.Name = e.Registrant.Value().Name
	a.Consents = e.Consents
	a.Language = e.Language
	a.RegisteredAt = e.At
	return a
}

// ContactConfirmed means that the person proved that a phone or an e-mail is theirs.
type ContactConfirmed struct {
	Account string             `json:"account"`
	Kind    person.ContactKind `json:"kind"`
	At      time.Time          `json:"at"`

	Contact es.Personal[person.Contact] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e ContactConfirmed) Evolve(a Account) Account {
	a.Contacts = append(slices.Clone(a.Contacts), Contact{Value: e.Contact.Value(), ProvedAt: e.At})
	return a
}

// PasswordSet means that the first password; with it the registration is complete (REG-4).
type PasswordSet struct {
	Account string    `json:"account"`
	At      time.Time `json:"at"`

	Hash es.Personal[password.Hash] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e PasswordSet) Evolve(a Account) Account {
	a.Status = Live
	a.Password = e.Hash.Value()
	a.PasswordAt = e.At
	return a
}

// PasswordChanged means that the person replaced the password, from the session named (PWD-4).
type PasswordChanged struct {
	Account string    `json:"account"`
	Session string    `json:"session"`
	At      time.Time `json:"at"`

	Hash es.Personal[password.Hash] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e PasswordChanged) Evolve(a Account) Account {
	a.Password = e.Hash.Value()
	a.PasswordAt = e.At
	a.KeptSession = e.Session
	return a
}

// PasswordRehashed means that the same password, hashed with the parameters of the present policy (PWD-3).
type PasswordRehashed struct {
	Account string    `json:"account"`
	At      time.Time `json:"at"`

	Hash es.Personal[password.Hash] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e PasswordRehashed) Evolve(a Account) Account {
	a.Password = e.Hash.Value()
	return a
}

// ReminderDue means that whoever proved a contact is to be reminded that the registration is unfinished (REG-7).
// Number tells which of the policy's ages it has reached, from 1.
type ReminderDue struct {
	Account string    `json:"account"`
	Number  int       `json:"number"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e ReminderDue) Evolve(a Account) Account {
	a.Reminders = e.Number
	return a
}

// AbandonReason says why a registration was given up.
type AbandonReason string

// The reasons: the time for it ran out (REG-7), or whoever proved the contact registered anew (REG-6).
const (
	Expired    AbandonReason = "expired"
	Superseded AbandonReason = "superseded"
)

// RegistrationAbandoned means that the registration ended unfinished; its personal data are erased with it.
type RegistrationAbandoned struct {
	Account string        `json:"account"`
	Reason  AbandonReason `json:"reason"`
	At      time.Time     `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e RegistrationAbandoned) Evolve(a Account) Account {
	a.Status = Abandoned
	a.Contacts = nil
	a.Password = password.Hash{}
	a.Name = person.FullName{}
	return a
}
