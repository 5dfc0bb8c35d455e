package password

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/argon2"

	"github.com/kabinet-go/kabinet/fault"
)

// HasherConfig has the figures of a Hasher.
type HasherConfig struct {
	// Params are the costs of new hashes. Hashes with other costs are still verified, then hashed anew.
	Params Params
	// Concurrency is how many hashings run at a time; the others wait. Memory in use is at most
	// Concurrency × Params.Memory, plus what hashes of higher cost take.
	Concurrency int
	// MaxBytes is the longest password hashed, in bytes of UTF-8 as typed. A longer one is refused, never
	// truncated. Not below the MaxBytes of the Policy.
	MaxBytes int
}

// DefaultHasherConfig has DefaultParams, 4 hashings at a time (76 MiB), and the MaxBytes of the named
// policies.
func DefaultHasherConfig() HasherConfig {
	return HasherConfig{Params: DefaultParams(), Concurrency: 4, MaxBytes: Modern().MaxBytes}
}

// Validate reports every mistake at once, on the [fault.Permanent] axis.
func (c HasherConfig) Validate() error {
	mistakes := []error{c.Params.Validate()}
	if c.Concurrency < 1 {
		mistakes = append(mistakes, fmt.Errorf("password hasher: Concurrency %d is below 1", c.Concurrency))
	}
	if c.MaxBytes < 1 {
		mistakes = append(mistakes, fmt.Errorf("password hasher: MaxBytes %d is below 1", c.MaxBytes))
	}
	return fault.AsPermanent(errors.Join(mistakes...))
}

// Hasher makes and verifies hashes with Argon2id (PWD-3). Safe for concurrent use.
type Hasher struct {
	params   Params
	maxBytes int
	random   io.Reader
	slots    chan struct{}
	derive   func(password, salt []byte, time, memory uint32, threads uint8, keyLength uint32) []byte
}

// NewHasher makes a Hasher that draws its salts from random, in production crypto/rand.Reader, which must
// be safe for concurrent use. It refuses a config with mistakes.
func NewHasher(config HasherConfig, random io.Reader) (*Hasher, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if random == nil {
		return nil, fault.AsPermanent(errors.New("password hasher: no source of randomness"))
	}
	return &Hasher{
		params:   config.Params,
		maxBytes: config.MaxBytes,
		random:   random,
		slots:    make(chan struct{}, config.Concurrency),
		derive:   argon2.IDKey,
	}, nil
}

// Hash hashes a password that Policy.Check has accepted, with a new salt. It waits for its turn and gives
// up with ctx; once begun it runs to its end. Refused are ErrTooLarge and ErrUnreadable; a failing source
// of randomness is [fault.Transient].
func (h *Hasher) Hash(ctx context.Context, password string) (Hash, error) {
	text, err := h.readable(password)
	if err != nil {
		return Hash{}, err
	}
	salt := make([]byte, h.params.SaltLength)
	if _, err := io.ReadFull(h.random, salt); err != nil {
		return Hash{}, fault.AsTransient(fmt.Errorf("password hasher: draw a salt: %w", err))
	}
	key, err := h.key(ctx, text, salt, h.params)
	if err != nil {
		return Hash{}, err
	}
	return phc{params: h.params, salt: salt, key: key}.hash(), nil
}

// Verify reports in constant time whether the password is the hashed one, and if so whether the hash has
// other costs than new ones get, so that it should be hashed anew. The error is that of ctx alone: a
// password that could never have been hashed is merely wrong. Against no hash it is VerifyNone.
func (h *Hasher) Verify(ctx context.Context, hash Hash, password string) (ok, needsRehash bool, err error) {
	if hash.IsZero() {
		return false, false, h.VerifyNone(ctx, password)
	}
	text, err := h.readable(password)
	if err != nil {
		return false, false, nil //nolint:nilerr // what cannot be hashed is a wrong password
	}
	stored, err := parsePHC(hash.Reveal())
	if err != nil {
		return false, false, err
	}
	key, err := h.key(ctx, text, stored.salt, stored.params)
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(key, stored.key) == 1
	return ok, ok && stored.params != h.params, nil
}

// VerifyNone does the work of Verify for a login that nobody has, so that the time of the answer does not
// tell it from a wrong password (ACC-2). Its costs are those of new hashes: an account whose hash has
// others is told apart by them until its next sign-in. The error is that of ctx alone.
func (h *Hasher) VerifyNone(ctx context.Context, password string) error {
	text, err := h.readable(password)
	if err != nil {
		return nil //nolint:nilerr // as in Verify
	}
	_, err = h.key(ctx, text, make([]byte, h.params.SaltLength), h.params)
	return err
}

// readable gives the form that is hashed, the same in which Policy.Check measures.
func (h *Hasher) readable(password string) ([]byte, error) {
	if len(password) > h.maxBytes {
		return nil, fault.Join(ErrTooLarge.With("bytes", h.maxBytes))
	}
	text := normal(password)
	if !readable(text) {
		return nil, fault.Join(ErrUnreadable)
	}
	return []byte(text), nil
}

func (h *Hasher) key(ctx context.Context, text, salt []byte, params Params) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return h.derive(text, salt, params.Time, params.Memory, params.Threads, params.KeyLength), nil
}
