package eventsourcing

import (
	"context"
	"crypto/cipher"
	"fmt"

	"github.com/kabinet-go/kabinet/fault"
)

// LocalKEK is a [KeyEncrypter] over keys held in memory (AES-256-GCM): the current one wraps, all of
// them unwrap. Safe for concurrent use.
type LocalKEK struct {
	current string
	aeads   map[string]cipher.AEAD
}

// NewLocalKEK returns an encrypter over named keys of 32 bytes; current is the name of the one that
// wraps.
func NewLocalKEK(current string, keys map[string][]byte) (*LocalKEK, error) {
	kek := &LocalKEK{current: current, aeads: map[string]cipher.AEAD{}}
	for name, key := range keys {
		aead, err := newAEAD(key)
		if err != nil {
			return nil, fmt.Errorf("eventsourcing: key-encryption key %q: %w", name, err)
		}
		kek.aeads[name] = aead
	}
	if kek.aeads[current] == nil {
		return nil, fault.AsPermanent(fmt.Errorf("eventsourcing: no key-encryption key %q", current))
	}
	return kek, nil
}

// Wrap implements [KeyEncrypter].
func (k *LocalKEK) Wrap(_ context.Context, id string, key []byte) (WrappedKey, error) {
	return WrappedKey{ID: id, KEK: k.current, Wrapped: k.aeads[k.current].Seal(nil, nil, key, []byte(id))}, nil
}

// Unwrap implements [KeyEncrypter].
func (k *LocalKEK) Unwrap(_ context.Context, wrapped WrappedKey) ([]byte, error) {
	aead := k.aeads[wrapped.KEK]
	if aead == nil {
		return nil, fault.AsPermanent(fmt.Errorf("eventsourcing: no key-encryption key %q", wrapped.KEK))
	}
	key, err := aead.Open(nil, nil, wrapped.Wrapped, []byte(wrapped.ID))
	if err != nil {
		return nil, fault.AsPermanent(fmt.Errorf("eventsourcing: the data key of %s does not unwrap: %w", wrapped.ID, err))
	}
	return key, nil
}
