package confirmation

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
)

// Codes derives codes, link tokens and grants from secrets. It stores nothing and is safe for
// concurrent use.
type Codes struct {
	current string
	secrets map[string][]byte
}

// NewCodes takes named secrets of at least 32 bytes each. New challenges use the current one; the
// others stay until the challenges that name them have expired, which is how the secret is rotated.
func NewCodes(current string, secrets map[string][]byte) (*Codes, error) {
	codes := &Codes{current: current, secrets: map[string][]byte{}}
	for name, secret := range secrets {
		if len(secret) < sha256.Size {
			return nil, fmt.Errorf("confirmation: secret %q has %d bytes, want at least %d", name, len(secret), sha256.Size)
		}
		codes.secrets[name] = append([]byte(nil), secret...)
	}
	if codes.secrets[current] == nil {
		return nil, fmt.Errorf("confirmation: no secret %q", current)
	}
	return codes, nil
}

// errSecretGone: the secret a challenge names has been rotated out.
var errSecretGone = errors.New("confirmation: the secret of this challenge is gone")

// code derives the code of one sending (after RFC 4226: a truncated HMAC). The 64 bits taken make the
// bias of the modulus smaller than 1 in 10^12 for codes of up to 6 digits.
func (c *Codes) code(challenge Challenge, policy CodePolicy) (string, error) {
	mac, err := c.mac(challenge, "code")
	if err != nil {
		return "", err
	}
	number := binary.BigEndian.Uint64(mac)
	code := make([]byte, policy.Length)
	for i := policy.Length - 1; i >= 0; i-- {
		code[i] = policy.Alphabet[number%uint64(len(policy.Alphabet))]
		number /= uint64(len(policy.Alphabet))
	}
	return string(code), nil
}

// token derives the 256-bit token of a link (COD-2).
func (c *Codes) token(challenge Challenge) (string, error) {
	mac, err := c.mac(challenge, "link")
	return base64.RawURLEncoding.EncodeToString(mac), err
}

// grant derives the secret that shows a proof was given.
func (c *Codes) grant(challenge Challenge) (string, error) {
	mac, err := c.mac(challenge, "grant")
	return base64.RawURLEncoding.EncodeToString(mac), err
}

func (c *Codes) mac(challenge Challenge, use string) ([]byte, error) {
	secret := c.secrets[challenge.Secret]
	if secret == nil {
		return nil, errSecretGone
	}
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%s\x00%s\x00%d", use, challenge.ID, challenge.Send)
	return mac.Sum(nil), nil
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
