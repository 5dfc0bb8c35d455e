package eventsourcing

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	mathrand "math/rand/v2"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Config is what an [Engine] stands on.
type Config struct {
	Store      Store
	Encrypter  KeyEncrypter
	BlindIndex *BlindIndex
	// Random is a cryptographic source for data keys and ids, safe for concurrent use; nil means
	// crypto/rand.
	Random io.Reader
	Policy Policy
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

// NewID returns a new id: a ULID of the present moment. Its 80 random bits are drawn anew each time and
// never counted up from the id before, so that nobody guesses the id of a neighbour from their own; ids
// of one millisecond are in no order.
func (e *Engine) NewID() (string, error) {
	ids := ids{random: e.random}
	return ids.next(time.Now())
}

// Do runs work as one unit: what it records is written in one append at its end, or not at all when it
// returns an error. Everything it loaded is checked in that append, also what it left unchanged; a unit
// that asks for no change at all appends nothing and checks nothing.
//
// Where another writer was faster the work is run again with a fresh unit, a bounded number of times, so
// it must have no effects outside its unit; then the last [*Conflict] or [*Claimed] is the error. Any
// other error of the work or the store is returned as it is. After a fault.InDoubt one of the store the
// append may have happened nevertheless: work that starts with [Unit.Once] can be repeated safely.
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
	unit := &Unit{
		engine: e, now: time.Now().UTC().Truncate(time.Microsecond), ids: ids{random: e.random}, keys: e.keyring.session(),
	}
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
