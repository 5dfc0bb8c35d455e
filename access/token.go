package access

import (
	"crypto/sha256"
	"encoding/base64"
	"io"

	"github.com/kabinet-go/kabinet/fault"
)

// Token stands for a session in the person's browser. It is secret: 256 random bits (ACC-4).
type Token struct{ text string }

// ParseToken reads what Reveal gave. What is no token is found out when it is used.
func ParseToken(text string) Token { return Token{text} }

// Reveal returns the text for the person's browser.
func (t Token) Reveal() string { return t.text }

// String masks the token.
func (Token) String() string { return "[token]" }

// GoString masks the token.
func (Token) GoString() string { return "[token]" }

func newToken(random io.Reader) (Token, error) {
	bits := make([]byte, sha256.Size)
	if _, err := io.ReadFull(random, bits); err != nil {
		return Token{}, fault.AsTransient(err)
	}
	return Token{base64.RawURLEncoding.EncodeToString(bits)}, nil
}
