package eventsourcing

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/kabinet-go/kabinet/fault"
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

// dataKeySize is that of AES-256.
const dataKeySize = 32

// Keyring seals and opens personal data with one data key per person (AES-256-GCM). It keeps no key in
// memory beyond one unit of work, so that erasure counts everywhere at once. Safe for concurrent use.
type Keyring struct {
	keys      Keys
	encrypter KeyEncrypter
	random    io.Reader
}

// NewKeyring returns a keyring over the store's keys; random is a cryptographic source.
func NewKeyring(keys Keys, encrypter KeyEncrypter, random io.Reader) *Keyring {
	return &Keyring{keys: keys, encrypter: encrypter, random: random}
}

// Rotate wraps every data key anew that is still wrapped by the key-encryption key named old, and
// returns how many. It may be interrupted and run again.
func (k *Keyring) Rotate(ctx context.Context, old string) (int, error) {
	const page = 100
	rotated := 0
	for {
		keys, err := k.keys.KeysWrappedBy(ctx, old, page)
		if err != nil || len(keys) == 0 {
			return rotated, err
		}
		for _, wrapped := range keys {
			key, err := k.encrypter.Unwrap(ctx, wrapped)
			if err != nil {
				return rotated, err
			}
			renewed, err := k.encrypter.Wrap(ctx, wrapped.ID, key)
			if err != nil {
				return rotated, err
			}
			if renewed.KEK == old {
				return rotated, fault.AsPermanent(fmt.Errorf("eventsourcing: %s is still the current key-encryption key", old))
			}
			ok, err := k.keys.Rewrap(ctx, wrapped, renewed)
			if err != nil {
				return rotated, err
			}
			if ok {
				rotated++
			}
		}
	}
}

// session is the keys one unit of work has met.
type session struct {
	ring  *Keyring
	aeads map[string]cipher.AEAD
}

func (k *Keyring) session() *session { return &session{ring: k} }

// create makes a new data key.
func (s *session) create(ctx context.Context, id string) (WrappedKey, error) {
	key := make([]byte, dataKeySize)
	if _, err := io.ReadFull(s.ring.random, key); err != nil {
		return WrappedKey{}, fault.AsTransient(err)
	}
	wrapped, err := s.ring.encrypter.Wrap(ctx, id, key)
	if err != nil {
		return WrappedKey{}, err
	}
	return wrapped, s.remember(id, key)
}

func (s *session) aead(ctx context.Context, id string) (cipher.AEAD, error) {
	if aead := s.aeads[id]; aead != nil {
		return aead, nil
	}
	wrapped, err := s.ring.keys.Key(ctx, id)
	if err != nil {
		return nil, err
	}
	key, err := s.ring.encrypter.Unwrap(ctx, wrapped)
	if err != nil {
		return nil, err
	}
	if err := s.remember(id, key); err != nil {
		return nil, err
	}
	return s.aeads[id], nil
}

func (s *session) remember(id string, key []byte) error {
	aead, err := newAEAD(key)
	if err != nil {
		return err
	}
	if s.aeads == nil {
		s.aeads = map[string]cipher.AEAD{}
	}
	s.aeads[id] = aead
	return nil
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	if len(key) != dataKeySize {
		return nil, fault.AsPermanent(fmt.Errorf("eventsourcing: a key of %d bytes, want %d", len(key), dataKeySize))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.AsPermanent(err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal encrypts under the key of id; place binds the ciphertext to where it stands.
func (s *session) seal(ctx context.Context, id string, place, plain []byte) ([]byte, error) {
	aead, err := s.aead(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("eventsourcing: sealing: %w", err)
	}
	return aead.Seal(nil, nil, plain, place), nil
}

func (s *session) unseal(ctx context.Context, id string, place, sealed []byte) ([]byte, error) {
	aead, err := s.aead(ctx, id)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, nil, sealed, place)
	if err != nil {
		return nil, fault.AsPermanent(fmt.Errorf("eventsourcing: sealed part at %s does not open: %w", place, err))
	}
	return plain, nil
}

// open gives the event of a record as it was before it was sealed, without its personal part when the
// data key is gone.
func (s *session) open(ctx context.Context, record Record) (Plain, error) {
	plain := Plain{Type: record.Type, Schema: record.Schema, Data: record.Data, Subject: record.Key}
	if len(record.Sealed) == 0 {
		return plain, nil
	}
	var err error
	plain.Personal, err = s.unseal(ctx, record.Key, placeOf(record.Stream, record.Version), record.Sealed)
	if errors.Is(err, ErrErased) {
		return plain, nil
	}
	return plain, err
}

// placeOf is the additional data of a sealed part: its stream and version.
func placeOf(stream Stream, version int64) []byte {
	return strconv.AppendInt(append([]byte(stream.String()), '#'), version, 10)
}
