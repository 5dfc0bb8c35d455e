package banktest

import (
	"testing"
	"time"

	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/person"
)

// Harness is an implementation together with two banks it trusts, which sign what the suite orders.
type Harness struct {
	Assertions bank.Assertions
	// Bank and Other are the ids of two banks with keys of their own.
	Bank, Other string
	// At is a trusted time, to the second.
	At time.Time
	// Sign signs a statement as that bank would, with the flaw ordered.
	Sign func(t *testing.T, order Order) string
	// Down has the source of keys be out of reach from now on, before any key was asked for.
	Down func()
	// Flaws are those that Sign can make, Common at least.
	Flaws []Flaw
}

// Order is what the suite wants asserted, by whom, and what is wrong with it. Empty parts are left out of the statement.
type Order struct {
	Bank                string
	Subject             string
	Audience, Nonce     string
	IssuedAt, ExpiresAt time.Time
	Identity            bank.IdentityForm
	Flaw                Flaw
}

// Flaw is what is wrong with an assertion beside what it says.
type Flaw string

// The flaws.
const (
	None            Flaw = ""
	Stranger        Flaw = "signed with a key that is not the bank's"
	OtherBanksKey   Flaw = "signed with the key of the other bank, saying to be of this one"
	Algorithm       Flaw = "the algorithm is none that is allowed"
	Unsigned        Flaw = "not signed at all"
	PublicKeySecret Flaw = "the public key used as a shared secret"
	OtherAlgorithm  Flaw = "an algorithm that is allowed, but not for this key"
	NoKeyID         Flaw = "the key is not named"
	ForeignKey      Flaw = "the assertion brings its own key"
	Twice           Flaw = "a claim is there twice"
	Critical        Flaw = "an extension that is critical and unknown"
)

// Common are the flaws that every bank can make.
var Common = []Flaw{Stranger, OtherBanksKey, Algorithm}

// refusals names what each flaw is refused with.
var refusals = map[Flaw]error{
	Stranger:        bank.ErrSignature,
	OtherBanksKey:   bank.ErrSignature,
	Algorithm:       bank.ErrAlgorithm,
	Unsigned:        bank.ErrAlgorithm,
	PublicKeySecret: bank.ErrAlgorithm,
	OtherAlgorithm:  bank.ErrAlgorithm,
	NoKeyID:         bank.ErrUnreadable,
	ForeignKey:      bank.ErrSignature,
	Twice:           bank.ErrUnreadable,
	Critical:        bank.ErrUnreadable,
}

// Flaws returns all flaws.
func Flaws() []Flaw {
	all := make([]Flaw, 0, len(refusals))
	for flaw := range refusals {
		all = append(all, flaw)
	}
	return all
}

// Anna is the client that the suite is about.
func Anna() bank.IdentityForm {
	return bank.IdentityForm{
		Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна", BornOn: "1975-05-09",
		SNILS: "12345678964", INN: "500100732259", DocumentKind: person.DocumentPassport, DocumentNumber: "4502573482",
	}
}

// secrets are what neither errors nor printed assertions may show.
var secrets = []string{
	"Ёлкина", "Анна", "Сергеевна", "1975-05", "09.05", "12345678964", "500100732259", "4502573482", "573482", "client-17",
}
