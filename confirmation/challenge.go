package confirmation

import (
	"log/slog"
	"time"

	"github.com/kabinet-go/kabinet/person"
)

// Purpose says what a proof is for. A proof serves its purpose and no other (COD-5).
type Purpose string

// The purposes: proving the contact of a registration, taking up an interrupted one again, and adding
// the other contact to an account; ForEnrolment is for a registration that somebody else began for the person (CNF-9).
const (
	ForRegistration Purpose = "registration"
	ForEnrolment    Purpose = "enrolment"
	ForResuming     Purpose = "resuming"
	ForNewContact   Purpose = "new-contact"
)

// purposes lists them all, to recognise a code typed into the wrong field (COD-9).
var purposes = [...]Purpose{ForRegistration, ForEnrolment, ForResuming, ForNewContact}

// Status is where a challenge stands.
type Status string

// The stages of a challenge. Whether it has expired follows from the time.
const (
	None       Status = ""
	Open       Status = "open"
	Answered   Status = "answered"
	Superseded Status = "superseded"
)

// Challenge is the state of one question put to one contact. The zero value is one that was never
// issued.
type Challenge struct {
	ID      string
	Status  Status
	Account string
	Purpose Purpose
	Contact person.Contact
	// Kind is that of the contact; Index is that of its allowance. They remain when its data key is gone.
	Kind  person.ContactKind
	Index string
	// Withheld: the code goes nowhere, since the contact belongs to somebody with an account (REG-8).
	// No answer is right.
	Withheld bool
	Language string
	// Secret names the secret that the latest code derives from.
	Secret string
	// Send counts the sendings, from 1; SentAt and ExpiresAt are those of the latest.
	Send              int
	SentAt, ExpiresAt time.Time
	// Wrong counts the wrong answers to the latest code.
	Wrong      int
	AnsweredAt time.Time
}

// LogValue tells which challenge it is and its stage, nothing of the person. Without it a logger that
// writes JSON would reveal the contact.
func (c Challenge) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", c.ID), slog.String("purpose", string(c.Purpose)), slog.String("status", string(c.Status)))
}

// awaits tells whether the challenge can still be answered.
func (c Challenge) awaits(now time.Time) bool { return c.Status == Open && now.Before(c.ExpiresAt) }
