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

// dataKeySize is that of AES-256.
const dataKeySize = 32

// session is the keys one unit of work has met; one that is erased is there as nil.
type session struct {
	ring  *Keyring
	aeads map[string]cipher.AEAD
}

func (k *Keyring) session() session { return session{ring: k} }

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
	aead, err := newAEAD(key)
	if err != nil {
		return WrappedKey{}, err
	}
	s.remember(id, aead)
	return wrapped, nil
}

func (s *session) aead(ctx context.Context, id string) (cipher.AEAD, error) {
	if aead, met := s.aeads[id]; met {
		if aead == nil {
			return nil, ErrErased
		}
		return aead, nil
	}
	wrapped, err := s.ring.keys.Key(ctx, id)
	if errors.Is(err, ErrErased) {
		s.remember(id, nil)
	}
	if err != nil {
		return nil, err
	}
	key, err := s.ring.encrypter.Unwrap(ctx, wrapped)
	if err != nil {
		return nil, err
	}
	aead, err := newAEAD(key)
	if err != nil {
		return nil, err
	}
	s.remember(id, aead)
	return aead, nil
}

func (s *session) remember(id string, aead cipher.AEAD) {
	if s.aeads == nil {
		s.aeads = map[string]cipher.AEAD{}
	}
	s.aeads[id] = aead
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
		return nil, fmt.Errorf("eventsourcing: sealing %s: %w", place, err)
	}
	return aead.Seal(nil, nil, plain, place), nil
}

func (s *session) unseal(ctx context.Context, id string, place, sealed []byte) ([]byte, error) {
	aead, err := s.aead(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("eventsourcing: opening %s: %w", place, err)
	}
	plain, err := aead.Open(nil, nil, sealed, place)
	if err != nil {
		return nil, fault.AsPermanent(fmt.Errorf("eventsourcing: opening %s: %w", place, err))
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
	place := make([]byte, 0, len(stream.Category)+len(stream.ID)+len("/#")+len("9223372036854775807"))
	place = append(append(append(place, stream.Category...), '/'), stream.ID...)
	return strconv.AppendInt(append(place, '#'), version, 10)
}
