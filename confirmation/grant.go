package confirmation

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Grant shows that its bearer gave a proof, and entitles to the step after it. It is secret, and no
// store holds it: it derives from the challenge as codes do. The zero value is no grant.
type Grant struct{ challenge, secret string }

// Reveal returns the text to hand to the person's browser; [ParseGrant] reads it.
func (g Grant) Reveal() string { return g.challenge + "." + g.secret }

// ParseGrant reads what Reveal gave. What is no grant is found out when it is used.
func ParseGrant(text string) Grant {
	challenge, secret, _ := strings.Cut(text, ".")
	return Grant{challenge: challenge, secret: secret}
}

// IsZero reports whether there is no grant.
func (g Grant) IsZero() bool { return g == Grant{} }

// Format prints a mask for every verb.
func (Grant) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[grant]") }

// LogValue is a mask.
func (Grant) LogValue() slog.Value { return slog.StringValue("[grant]") }

func (g Grant) equal(other Grant) bool {
	return g.secret != "" && equal(g.Reveal(), other.Reveal())
}
