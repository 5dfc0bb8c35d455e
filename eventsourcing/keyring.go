package eventsourcing

import (
	"context"
	"crypto/rand"
	"io"
)

// KeyEncrypter is the port to a key-encryption key, which may live in a KMS. Methods may block and are
// safe for concurrent use; trouble on the other side is fault.Transient, a key that cannot be unwrapped
// fault.Permanent.
type KeyEncrypter interface {
	// Wrap encrypts the 32-byte data key for that id under the current key-encryption key.
	Wrap(ctx context.Context, id string, key []byte) (WrappedKey, error)
	// Unwrap is the inverse. It refuses a wrapping made for another id.
	Unwrap(ctx context.Context, wrapped WrappedKey) ([]byte, error)
}

// Keyring seals and opens personal data with one data key per person (AES-256-GCM). It keeps no key in
// memory beyond one unit of work, so that erasure counts everywhere at once. Safe for concurrent use.
type Keyring struct {
	keys      Keys
	encrypter KeyEncrypter
	random    io.Reader
}

// NewKeyring returns a keyring over the store's keys; random is a cryptographic source, safe for
// concurrent use, nil means crypto/rand.
func NewKeyring(keys Keys, encrypter KeyEncrypter, random io.Reader) *Keyring {
	if random == nil {
		random = rand.Reader
	}
	return &Keyring{keys: keys, encrypter: encrypter, random: random}
}
