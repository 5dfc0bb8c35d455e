package password

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Hash is a password hashed by Argon2id, with its parameters and salt. It is personal data (PWD-3):
// whatever prints it prints a mask, and only [Hash.Reveal] and JSON give it in clear. JSON is for the
// sealed part of an event or a sealed snapshot and belongs nowhere else. The zero value is no hash; no
// password matches it. Immutable, safe for concurrent use; compare with Equal.
type Hash struct {
	// In the PHC string format. A pointer to a string is printed as an address by every verb of fmt, also
	// where fmt cannot call methods, in an unexported field.
	text *string
}

const maskedHash = "password hash ***"

// IsZero reports whether there is no hash.
func (h Hash) IsZero() bool { return h.text == nil }

// Equal compares in constant time.
func (h Hash) Equal(other Hash) bool {
	return subtle.ConstantTimeCompare([]byte(h.Reveal()), []byte(other.Reveal())) == 1
}

// Reveal gives the hash in clear, in the PHC string format; empty for no hash. Keep it sealed.
func (h Hash) Reveal() string {
	if h.IsZero() {
		return ""
	}
	return *h.text
}

// String is a mask.
func (h Hash) String() string { return maskedHash }

// GoString is a mask.
func (h Hash) GoString() string { return maskedHash }

// Format prints the mask for every verb.
func (h Hash) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, maskedHash) }

// LogValue is a mask.
func (h Hash) LogValue() slog.Value { return slog.StringValue(maskedHash) }

// MarshalJSON reveals the hash: only for what is sealed afterwards.
func (h Hash) MarshalJSON() ([]byte, error) { return json.Marshal(h.Reveal()) }

// UnmarshalJSON reads what MarshalJSON wrote; [ErrMalformedHash] for anything else.
func (h *Hash) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return fmt.Errorf("%w: no JSON string", ErrMalformedHash)
	}
	if text == "" {
		*h = Hash{}
		return nil
	}
	read, err := ParseHash(text)
	if err != nil {
		return err
	}
	*h = read
	return nil
}
