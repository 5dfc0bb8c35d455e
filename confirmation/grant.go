package confirmation

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Grant shows that its bearer gave a proof, and entitles to the step after it. It is secret, and no
// store holds it: it derives from the challenge as codes do. The zero value is no grant.
type Grant struct {
	// Two pointers, since of an unexported field fmt prints what one points to where the verb is wrong.
	parts **grantParts
}

type grantParts struct{ challenge, secret string }

func newGrant(challenge, secret string) Grant {
	parts := &grantParts{challenge, secret}
	return Grant{&parts}
}

// ParseGrant reads what Reveal gave. What is no grant is found out when it is used.
func ParseGrant(text string) Grant {
	challenge, secret, _ := strings.Cut(text, ".")
	if challenge == "" || secret == "" {
		return Grant{}
	}
	return newGrant(challenge, secret)
}

// Reveal returns the text to hand to the person's browser, empty for no grant; [ParseGrant] reads it.
func (g Grant) Reveal() string {
	if g.IsZero() {
		return ""
	}
	return (*g.parts).challenge + "." + (*g.parts).secret
}

// IsZero reports whether there is no grant.
func (g Grant) IsZero() bool { return g.parts == nil }

// Format prints a mask for every verb.
func (Grant) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[grant]") }

// LogValue is a mask.
func (Grant) LogValue() slog.Value { return slog.StringValue("[grant]") }

// challenge is the id of the challenge that was answered.
func (g Grant) challenge() string {
	if g.IsZero() {
		return ""
	}
	return (*g.parts).challenge
}

// is compares in constant time. A grant whose secret could not be derived is equal to none.
func (g Grant) is(other Grant) bool {
	return !g.IsZero() && (*g.parts).secret != "" && equal(g.Reveal(), other.Reveal())
}
