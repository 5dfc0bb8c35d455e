package account

import (
	"log/slog"
	"time"

	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// Status is the stage of an account's life.
type Status string

// The stages: an account is registering until it has a proved contact and a password, then live. A
// registration given up is abandoned for ever.
const (
	None        Status = ""
	Registering Status = "registering"
	Live        Status = "live"
	Abandoned   Status = "abandoned"
)

// Account is the state of one person's account. The zero value is an account to which nothing has
// happened. It is a value: Evolve of its events returns changed copies.
type Account struct {
	ID          string
	Status      Status
	Name        person.FullName
	Contacts    []Contact
	Password    password.Hash
	PasswordAt  time.Time
	KeptSession string
	Consents    []Consent
	Language    string
	// Channels are those chosen by the person, see [Account.Channel].
	Channels     map[Topic]person.ContactKind
	RegisteredAt time.Time
	// Reminders is the number of the latest reminder.
	Reminders int
	// ProfileReminded is the latest reminder of the profile.
	ProfileReminded ProfileReminded
	// Submission is the profile submitted last, Profile the one verified last.
	Submission Submission
	Profile    profile.Profile
	// Submitted are when profiles were submitted in the 24 hours up to the last time, that one included.
	Submitted  []time.Time
	VerifiedAt time.Time
	// LapsedAt is when the document of Profile stopped to serve; zero while it does.
	LapsedAt time.Time
	// Confirmations are those that count, Waiting those that will when the account is released.
	Confirmations, Waiting []Confirmation
	// Certificates are those of the person's e-signatures.
	Certificates []Certificate
	// Hold keeps the account from being used, since HeldAt. Questioned is the evidence that is under review.
	Hold       Hold
	HeldAt     time.Time
	Questioned string
}

// Contact is a contact the person has proved.
type Contact struct {
	Value    person.Contact
	ProvedAt time.Time
}

// LogValue tells which account it is and its stage, nothing of the person. Without it a logger that
// writes JSON would reveal what the fields hold.
func (a Account) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", a.ID), slog.String("status", string(a.Status)))
}

// Level is what the evidence so far amounts to (LVL-1).
func (a Account) Level() Level {
	switch {
	case a.Status != Live:
		return Unfinished
	case a.VerifiedAt.IsZero(), !a.LapsedAt.IsZero():
		return Simplified
	case len(a.Confirmations) == 0:
		return Standard
	default:
		return Confirmed
	}
}

// Proved returns the contact of that kind the person has proved; ok is false when there is none.
func (a Account) Proved(kind person.ContactKind) (contact Contact, ok bool) {
	for _, contact := range a.Contacts {
		if contact.Value.Kind() == kind {
			return contact, true
		}
	}
	return Contact{}, false
}

// Lapsed tells whether the time for finishing the registration is over (REG-7), be it abandoned yet or
// not.
func (a Account) Lapsed(policy Policy, now time.Time) bool {
	return a.Status == Registering && !now.Before(a.RegisteredAt.Add(policy.AbandonAfter))
}

// Next is what the person has to do next.
type Next string

// The steps of a registration, in their order.
const (
	ProveContact Next = "prove-contact"
	SetAPassword Next = "set-password"
	Nothing      Next = ""
)

// Next returns the step at which the registration stands (REG-3, REG-6).
func (a Account) Next() Next {
	switch {
	case a.Status != Registering:
		return Nothing
	case len(a.Contacts) == 0:
		return ProveContact
	default:
		return SetAPassword
	}
}
