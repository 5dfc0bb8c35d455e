package eventsourcing

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"github.com/kabinet-go/kabinet/fault"
)

// BlindIndex turns a clear value into the key of a claim, so that a store can find a phone number
// without knowing it: HMAC-SHA-256 under a secret that stays the same for the life of the store. Safe
// for concurrent use.
type BlindIndex struct{ secret []byte }

// NewBlindIndex takes a secret of at least 32 bytes.
func NewBlindIndex(secret []byte) (*BlindIndex, error) {
	if len(secret) < sha256.Size {
		return nil, fault.AsPermanent(fmt.Errorf("eventsourcing: the blind index needs a secret of %d bytes", sha256.Size))
	}
	return &BlindIndex{secret: append([]byte(nil), secret...)}, nil
}

// Key returns the claim key for a value in its canonical text.
func (b *BlindIndex) Key(kind, canonical string) ClaimKey {
	mac := hmac.New(sha256.New, b.secret)
	mac.Write([]byte(kind))
	mac.Write([]byte{0})
	mac.Write([]byte(canonical))
	return ClaimKey{Kind: kind, Index: base64.RawURLEncoding.EncodeToString(mac.Sum(nil))}
}

// Format prints a placeholder for every verb.
func (*BlindIndex) Format(state fmt.State, _ rune) { _, _ = fmt.Fprint(state, "[blind index]") }
