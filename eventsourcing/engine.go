package eventsourcing

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/kabinet-go/kabinet/fault"
)

// Config is what an [Engine] stands on.
type Config struct {
	Store      Store
	Encrypter  KeyEncrypter
	BlindIndex *BlindIndex
	// Random is a cryptographic source for data keys and ids; nil means crypto/rand.
	Random io.Reader
	Policy Policy
}

// Policy holds the kernel's figures; a zero field means its default.
type Policy struct {
	// Attempts is how often a unit of work is tried when others are faster: 10.
	Attempts int
	// Pause is the longest wait before the second attempt, doubled with each further one up to
	// LongestPause; the real wait is random: 2 ms and 100 ms.
	Pause, LongestPause time.Duration
	// IdempotencyFor is how long an idempotency key is remembered: 7 days.
	IdempotencyFor time.Duration
	// LargestEvent is the size in bytes above which an event is refused: 512 KiB, so that it passes
	// through brokers with their usual limit of 1 MB.
	LargestEvent int
}

func (p Policy) withDefaults() Policy {
	p.Attempts = cmp.Or(p.Attempts, 10)
	p.Pause = cmp.Or(p.Pause, 2*time.Millisecond)
	p.LongestPause = cmp.Or(p.LongestPause, 100*time.Millisecond)
	p.IdempotencyFor = cmp.Or(p.IdempotencyFor, 7*24*time.Hour)
	p.LargestEvent = cmp.Or(p.LargestEvent, 512<<10)
	return p
}

// Engine runs units of work. It holds no state beside its configuration and is safe for concurrent
// use.
type Engine struct {
	store   Store
	keyring *Keyring
	index   *BlindIndex
	random  io.Reader
	policy  Policy
}

// NewEngine checks the configuration and returns an engine.
func NewEngine(config Config) (*Engine, error) {
	var missing []error
	if config.Store == nil {
		missing = append(missing, errors.New("eventsourcing: Config.Store is missing"))
	}
	if config.Encrypter == nil {
		missing = append(missing, errors.New("eventsourcing: Config.Encrypter is missing"))
	}
	if config.BlindIndex == nil {
		missing = append(missing, errors.New("eventsourcing: Config.BlindIndex is missing"))
	}
	if len(missing) > 0 {
		return nil, errors.Join(missing...)
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	return &Engine{
		store:   config.Store,
		keyring: NewKeyring(config.Store, config.Encrypter, config.Random),
		index:   config.BlindIndex,
		random:  config.Random,
		policy:  config.Policy.withDefaults(),
	}, nil
}

// Store returns the store the engine writes to.
func (e *Engine) Store() Store { return e.store }

// Keyring returns the keys that open what the engine seals.
func (e *Engine) Keyring() *Keyring { return e.keyring }

// BlindIndex returns the index of unique values.
func (e *Engine) BlindIndex() *BlindIndex { return e.index }

// NewID returns a new id: a ULID of the present moment.
func (e *Engine) NewID() (string, error) {
	id, err := ulid.New(ulid.Timestamp(time.Now()), e.random)
	if err != nil {
		return "", fault.AsTransient(fmt.Errorf("eventsourcing: making an id: %w", err))
	}
	return id.String(), nil
}

// Do runs work as one unit: what it loads is consistent, what it records is written in one append at
// its end, or not at all when it returns an error. Where another writer was faster it is run again
// with a fresh unit, a bounded number of times, so it must have no effects outside its unit.
func (e *Engine) Do(ctx context.Context, work func(ctx context.Context, unit *Unit) error) error {
	pause := e.policy.Pause
	for attempt := 1; ; attempt++ {
		err := e.attempt(ctx, work)
		if !errors.Is(err, fault.Conflict) || errors.Is(err, ErrFenced) || attempt == e.policy.Attempts {
			return err
		}
		if err := wait(ctx, mathrand.N(pause)); err != nil {
			return err
		}
		pause = min(2*pause, e.policy.LongestPause)
	}
}

func (e *Engine) attempt(ctx context.Context, work func(context.Context, *Unit) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	unit := &Unit{engine: e, now: time.Now().UTC().Truncate(time.Microsecond), keys: e.keyring.session()}
	if err := work(ctx, unit); err != nil {
		return err
	}
	return unit.commit(ctx)
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
