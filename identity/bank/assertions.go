package bank

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Assertions reads what banks assert. Implementations are safe for concurrent use.
type Assertions interface {
	// Banks lists the banks that are trusted, each once, the same for the life of the value.
	Banks() []Bank
	// Verify returns what the bank asserts, when the bank signed the text with a key of its own and an algorithm
	// that is allowed for that key, and [Assertion.Check] finds nothing wrong; a refusal of this package
	// otherwise. Whatever the text says of keys, algorithms and places to look for them is no reason to believe
	// it.
	//
	// It does a bounded amount of work and calls no other system except to fetch the bank's keys: trouble with
	// these is on fault.Transient, unless the context has ended, whose error is returned then. Errors hold nothing
	// of the text.
	Verify(ctx context.Context, presented Presented) (Assertion, error)
}

// Bank is one that is trusted to say who its clients are.
type Bank struct {
	// ID names the bank in events and figures: lower-case letters, digits and hyphens, at most 40.
	ID   string
	Name fault.Text
	// Audience is what the bank calls the portal.
	Audience string
}

// Presented is what somebody claims to come from a bank.
type Presented struct {
	// Bank is the id of the bank.
	Bank string
	// Text is the assertion as it came, personal data in it.
	Text string
	// At is the trusted time, Validity how long the assertion may count.
	At       time.Time
	Validity Validity
}

// Format tells nothing but the bank, whatever the verb.
func (p Presented) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "[presented as of "+p.Bank+"]")
}

// LogValue tells nothing but the bank.
func (p Presented) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(p)) }

// Assertion is what a bank has signed about one client.
type Assertion struct {
	// Bank is the id of who signed.
	Bank string
	// Subject is how the bank calls the client.
	Subject Subject
	// Audience is for whom it was made, Nonce which request it answers.
	Audience, Nonce     string
	IssuedAt, ExpiresAt time.Time
	Identity            Identity
}

// Format tells nothing but the bank, whatever the verb.
func (a Assertion) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "[assertion of "+a.Bank+"]")
}

// LogValue tells nothing but the bank.
func (a Assertion) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(a)) }

// Check refuses what cannot answer any request that is presented so: the assertion of another bank, for another
// audience, out of its time, without a nonce or a subject, or with too little of an identity.
func (a Assertion) Check(presented Presented, audience string) error {
	switch {
	case a.Bank != presented.Bank:
		return ErrOtherBank
	case audience == "" || a.Audience != audience:
		return ErrAudience
	case a.Nonce == "":
		return ErrNonceMissing
	}
	if err := presented.Validity.Check(a.IssuedAt, a.ExpiresAt, presented.At); err != nil {
		return err
	}
	if a.Subject.IsZero() || !a.Identity.enough() {
		return ErrIncomplete
	}
	return nil
}
