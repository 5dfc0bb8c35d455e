package eventsourcing

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"
	"sync"

	"github.com/kabinet-go/kabinet/fault"
)

// BlindIndex turns a clear value into the key of a claim, so that a store can find a phone number
// without knowing it: HMAC-SHA-256 under a secret that stays the same for the life of the store. Safe
// for concurrent use.
type BlindIndex struct {
	// macs are keyed and reset; keying one costs more than a use of it.
	macs sync.Pool
}

// keyedMAC is a MAC with room for what goes into it and comes out.
type keyedMAC struct {
	hash.Hash
	text []byte
	sum  [sha256.Size]byte
}

// NewBlindIndex takes a secret of at least 32 bytes.
func NewBlindIndex(secret []byte) (*BlindIndex, error) {
	if len(secret) < sha256.Size {
		return nil, fault.AsPermanent(fmt.Errorf("eventsourcing: the blind index needs a secret of %d bytes", sha256.Size))
	}
	secret = bytes.Clone(secret)
	return &BlindIndex{macs: sync.Pool{New: func() any { return &keyedMAC{Hash: hmac.New(sha256.New, secret)} }}}, nil
}

// Key returns the claim key for a value in its canonical text.
func (b *BlindIndex) Key(kind, canonical string) ClaimKey {
	mac, _ := b.macs.Get().(*keyedMAC)
	defer b.macs.Put(mac)
	mac.text = append(append(append(mac.text[:0], kind...), 0), canonical...)
	mac.Write(mac.text)
	clear(mac.text)
	sum := mac.Sum(mac.sum[:0])
	mac.Reset()
	return ClaimKey{Kind: kind, Index: base64.RawURLEncoding.EncodeToString(sum)}
}

// Format prints a placeholder for every verb.
func (*BlindIndex) Format(state fmt.State, _ rune) { _, _ = fmt.Fprint(state, "[blind index]") }
