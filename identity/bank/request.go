package bank

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/account"
)

// Request is what the portal sends the browser to the bank with.
type Request struct {
	// ID names the request, for [Service.GiveUp] and in the case of the account.
	ID   string
	Bank Bank
	// Nonce comes back inside the assertion, which ties it to this request; it is known to the bank and whoever the
	// browser shows it to, and kept nowhere here.
	Nonce string
	// State comes back beside the assertion.
	State State
	// Kept is for the browser of somebody without an account to keep, as a cookie, and goes nowhere else: it shows that
	// the answer comes back to where the request was made. Of a request for an account it is none.
	Kept      State
	ExpiresAt time.Time
}

// State brings the request back that a bank's answer belongs to. It is secret until then, and kept nowhere: it derives
// as codes do.
type State struct {
	// Two pointers, since of an unexported field fmt prints what one points to where the verb is wrong.
	parts **stateParts
}

type stateParts struct{ request, proof string }

func newState(parts stateParts) State {
	at := &parts
	return State{&at}
}

// ParseState reads what Reveal gave. What is no state is found out when it is used.
func ParseState(text string) State {
	request, proof, ok := strings.Cut(text, ".")
	if !ok || !requestID.MatchString(request) {
		return State{}
	}
	return newState(stateParts{request, proof})
}

// requestID is the form of ids: what has another is not looked up, since stores need not bear every text.
var requestID = regexp.MustCompile(`^[0-9A-Z]{26}$`)

// Reveal returns the text for the redirect, empty for no state; [ParseState] reads it.
func (s State) Reveal() string {
	if s.parts == nil {
		return ""
	}
	return (*s.parts).request + "." + (*s.parts).proof
}

// request names the request, empty for no state.
func (s State) request() string {
	if s.parts == nil {
		return ""
	}
	return (*s.parts).request
}

// proof shows that the state was given out with the request, empty for no state.
func (s State) proof() string {
	if s.parts == nil {
		return ""
	}
	return (*s.parts).proof
}

// Format prints a mask for every verb.
func (State) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[state]") }

// LogValue is a mask.
func (State) LogValue() slog.Value { return slog.StringValue("[state]") }

// nonce derives the nonce of a request; empty when the secret is gone.
func (s *Service) nonce(x Exchange) string { return s.derive(x, "bank-nonce") }

func (s *Service) state(x Exchange) State {
	return newState(stateParts{x.ID, s.proof(x)})
}

// proof derives what shows that a state was given out with the request; empty when the secret is gone.
func (s *Service) proof(x Exchange) string { return s.derive(x, "bank-state") }

// kept derives what the browser of somebody without an account keeps.
func (s *Service) kept(x Exchange) State {
	if !x.enrols() {
		return State{}
	}
	return newState(stateParts{x.ID, s.derive(x, "bank-kept")})
}

// sent is what the portal sends the browser to the bank with.
func (s *Service) sent(x Exchange, bank Bank) Request {
	return Request{ID: x.ID, Bank: bank, Nonce: s.nonce(x), State: s.state(x), Kept: s.kept(x), ExpiresAt: x.ExpiresAt}
}

func (s *Service) derive(x Exchange, use string) string {
	return base64.RawURLEncoding.EncodeToString(s.codes.Derive(x.Secret, use, fmt.Sprintf("%q %q %q", x.ID, x.Account, x.Bank)))
}

// same compares in constant time; an empty text is the same as none.
func same(right, given string) bool {
	return right != "" && subtle.ConstantTimeCompare([]byte(right), []byte(given)) == 1
}

// party is how consents and transfers name a bank.
func party(bank string) account.Party { return account.Party("bank:" + bank) }
