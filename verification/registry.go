package verification

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/person"
)

// PassportRegistry answers for identity documents.
//
// On the registries of this file: methods may block and are called concurrently. A question may come
// again with the same Request, after a crash or a time-out, and is then the same question: the answer may
// be the same, or a ticket. Trouble on the other side is fault.Transient, a question that can never be
// answered (no access, a broken contract) fault.Permanent; either way it is asked again later. Errors and
// tickets hold no personal data.
type PassportRegistry interface {
	CheckDocument(ctx context.Context, question DocumentQuestion) (Answer, error)
	Poller
}

// PensionRegistry answers for SNILS.
type PensionRegistry interface {
	CheckSNILS(ctx context.Context, question SNILSQuestion) (Answer, error)
	Poller
}

// TaxRegistry answers for INN, and knows that of a person who does not (PRO-6).
type TaxRegistry interface {
	CheckINN(ctx context.Context, question INNQuestion) (Answer, error)
	// FindINN returns the INN of that person; ok is false when the registry knows none.
	FindINN(ctx context.Context, question INNLookup) (inn person.INN, ok bool, err error)
	Poller
}

// Poller asks what has become of a question answered by a ticket. A ticket that the registry does not
// know any more is an answer of its own: [Lost].
type Poller interface {
	Poll(ctx context.Context, ticket string) (Answer, error)
}

// DocumentQuestion asks whether the document is that person's and valid.
type DocumentQuestion struct {
	Request  string
	Name     person.FullName
	Sex      person.Sex
	BornOn   person.Date
	Document person.IdentityDocument
}

// SNILSQuestion asks whether the SNILS is that person's.
type SNILSQuestion struct {
	Request string
	Name    person.FullName
	Sex     person.Sex
	BornOn  person.Date
	SNILS   person.SNILS
}

// INNQuestion asks whether the INN is that person's.
type INNQuestion struct {
	Request  string
	Name     person.FullName
	BornOn   person.Date
	Document person.IdentityDocument
	INN      person.INN
}

// INNLookup asks for a person's INN.
type INNLookup struct {
	Request  string
	Name     person.FullName
	BornOn   person.Date
	Document person.IdentityDocument
}

// Outcome is what a registry says.
type Outcome string

// The outcomes: all fields agree; some do not; it knows nothing of the kind; it will say so later; it
// does not know the ticket any more and wants to be asked anew.
const (
	OutcomeMatched    Outcome = "matched"
	OutcomeMismatched Outcome = "mismatched"
	OutcomeNotFound   Outcome = "not-found"
	OutcomePending    Outcome = "pending"
	OutcomeLost       Outcome = "lost"
)

var outcomes = []Outcome{OutcomeMatched, OutcomeMismatched, OutcomeNotFound, OutcomePending, OutcomeLost}

// Answer is what a registry says to a question.
type Answer struct {
	Outcome Outcome
	// Differences name the fields of a mismatch, at least one.
	Differences []Difference
	// Ticket is what to poll with, and what a callback comes with, when the outcome is pending: at most
	// 200 printable characters. PollAfter is how long to wait before polling, 0 leaves it to the policy.
	Ticket    string
	PollAfter time.Duration
}

// Difference is a field of the profile that a registry has otherwise.
type Difference struct {
	// Field is its path, one that the check compares.
	Field string `json:"field"`
	// OnlyYo says that the two spellings differ in ё and е only (IDN-6).
	OnlyYo bool `json:"onlyYo,omitempty"`
}
