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

// session is the keys one unit of work has met. It belongs to one goroutine.
type session struct {
	ring *Keyring
	// last is the key met last, mostly the only one; others are those before it.
	last   metKey
	others map[string]metKey
	// room is for places, plain for what was opened: both are used over and over.
	room  [96]byte
	plain []byte
}

// metKey is a data key; one that is erased has no aead.
type metKey struct {
	id   string
	met  bool
	aead cipher.AEAD
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

// aead returns the key of id. Where given is not nil it is that key as the store holds it now, and
// saves asking for it.
func (s *session) aead(ctx context.Context, id string, given *WrappedKey) (cipher.AEAD, error) {
	if key := s.find(id); key.met {
		if key.aead == nil {
			return nil, ErrErased
		}
		return key.aead, nil
	}
	if given == nil {
		stored, err := s.ring.keys.Key(ctx, id)
		if errors.Is(err, ErrErased) {
			s.remember(id, nil)
		}
		if err != nil {
			return nil, err
		}
		given = &stored
	}
	key, err := s.ring.encrypter.Unwrap(ctx, *given)
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

func (s *session) find(id string) metKey {
	if s.last.id == id && s.last.met {
		return s.last
	}
	return s.others[id]
}

func (s *session) remember(id string, aead cipher.AEAD) {
	if s.last.met && s.last.id != id {
		if s.others == nil {
			s.others = map[string]metKey{}
		}
		s.others[s.last.id] = s.last
	}
	s.last = metKey{id, true, aead}
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
	aead, err := s.aead(ctx, id, nil)
	if err != nil {
		return nil, fmt.Errorf("eventsourcing: sealing %s: %w", place, err)
	}
	return aead.Seal(nil, nil, plain, place), nil
}

// unseal is the inverse of seal; what it returns is overwritten by the next call.
func (s *session) unseal(ctx context.Context, id string, given *WrappedKey, place, sealed []byte) ([]byte, error) {
	aead, err := s.aead(ctx, id, given)
	if err != nil {
		return nil, fmt.Errorf("eventsourcing: opening %s: %w", place, err)
	}
	plain, err := aead.Open(s.plain[:0], nil, sealed, place)
	if err != nil {
		return nil, fault.AsPermanent(fmt.Errorf("eventsourcing: opening %s: %w", place, err))
	}
	s.plain = plain
	return plain, nil
}

// open gives the event of a record just loaded as it was before it was sealed, without its personal part
// when the data key is gone. The personal part is overwritten by the next call.
func (s *session) open(ctx context.Context, record *Record) (Plain, error) {
	plain := plainOf(record)
	if len(record.Sealed) == 0 {
		return plain, nil
	}
	var err error
	plain.Personal, err = s.unseal(ctx, record.Key, record.Wrapped, s.placeOf(record.Stream, record.Version), record.Sealed)
	if errors.Is(err, ErrErased) {
		return plain, nil
	}
	return plain, err
}

// plainOf is a record without its personal part.
func plainOf(record *Record) Plain {
	return Plain{Type: record.Type, Schema: record.Schema, Data: record.Data, Subject: record.Key}
}

// placeOf is the additional data of a sealed part: its stream and version. It is overwritten by the next
// call.
func (s *session) placeOf(stream Stream, version int64) []byte {
	place := append(append(append(s.room[:0], stream.Category...), '/'), stream.ID...)
	return strconv.AppendInt(append(place, '#'), version, 10)
}
