package confirmation

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/kabinet-go/kabinet/fault"
)

// Codes derives codes, link tokens and grants from secrets. It stores nothing and is safe for
// concurrent use.
type Codes struct {
	current string
	secrets map[string][]byte
}

// NewCodes takes named secrets of at least 32 bytes each. New codes use the current one; the others stay
// until the codes that derive from them have expired, which is how the secret is rotated. A code whose
// secret is gone counts as expired. A mistake is on the fault.Permanent axis.
func NewCodes(current string, secrets map[string][]byte) (*Codes, error) {
	codes := &Codes{current: current, secrets: map[string][]byte{}}
	var mistakes []error
	for name, secret := range secrets {
		if len(secret) < sha256.Size {
			mistakes = append(mistakes, fmt.Errorf(
				"confirmation: secret %q has %d bytes, want at least %d", name, len(secret), sha256.Size))
		}
		codes.secrets[name] = append([]byte(nil), secret...)
	}
	if codes.secrets[current] == nil {
		mistakes = append(mistakes, fmt.Errorf("confirmation: no secret %q", current))
	}
	if len(mistakes) > 0 {
		return nil, fault.AsPermanent(errors.Join(mistakes...))
	}
	return codes, nil
}

// Format prints a mask for every verb.
func (Codes) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[codes]") }

// LogValue is a mask.
func (Codes) LogValue() slog.Value { return slog.StringValue("[codes]") }

// code derives the code of the latest sending (after RFC 4226: a truncated HMAC).
func (c *Codes) code(challenge Challenge, policy CodePolicy) (code string, known bool) {
	mac := c.mac(challenge, "code")
	if mac == nil {
		return "", false
	}
	return policy.Code(mac), true
}

// token derives the 256-bit token of a link (COD-2); empty when the secret is gone.
func (c *Codes) token(challenge Challenge) string {
	return base64.RawURLEncoding.EncodeToString(c.mac(challenge, "link"))
}

// grant derives the secret that shows a proof was given; empty when the secret it derives from is gone.
func (c *Codes) grant(challenge Challenge) Grant {
	return newGrant(challenge.ID, base64.RawURLEncoding.EncodeToString(c.mac(challenge, "grant")))
}

// compare tells, in constant time (COD-7), whether the answer is the right one and by which means it was
// given; known is false when the secret is gone and nothing can be right.
func (c *Codes) compare(challenge Challenge, given Answer, policy CodePolicy) (by Means, right, known bool) {
	code, known := c.code(challenge, policy)
	if given.Token != "" {
		right = known && equal(c.token(challenge), given.Token)
		if right || given.Code == "" {
			return ByLink, right, known
		}
	}
	return ByCode, known && equal(code, policy.Alphabet.Normalise(given.Code)), known
}

// mac returns nil when the secret is gone.
func (c *Codes) mac(challenge Challenge, use string) []byte {
	return c.hash(challenge.Secret, "%s\x00%s\x00%d", use, challenge.ID, challenge.Send)
}

// Current names the secret for what is derived from now on.
func (c *Codes) Current() string { return c.current }

// Derive gives 256 bits that nobody can guess without the secret of that name, for the codes and links of other
// packages: use says what for, id of which one. It returns nil when the secret is gone.
func (c *Codes) Derive(secret, use, id string) []byte {
	return c.hash(secret, "derived\x00%q\x00%s", use, id)
}

func (c *Codes) hash(secret, format string, parts ...any) []byte {
	key := c.secrets[secret]
	if key == nil {
		return nil
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(fmt.Appendf(nil, format, parts...))
	return mac.Sum(nil)
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
