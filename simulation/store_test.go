package simulation

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// store is the way of one process to the journal: it fails before or after the effect, takes its time, and
// is gone when the process is dead.
type store struct {
	process *process
	*journal
}

// Calls that the feed makes while it holds a lock must not wait: in virtual time nothing would end the wait.
const (
	prompt  = false
	patient = true
)

func (s store) call(ctx context.Context, kind string, waits, writes bool, effect func() error) error {
	return s.process.pass(ctx, waits, func() (err error) {
		defer func() {
			if errors.Is(err, fault.Transient) || ctx.Err() != nil {
				_ = s.process.trouble(err)
			}
		}()
		w := s.process.world
		if w.calm.Load() {
			return effect()
		}
		if within(w.weather.store, time.Now()) {
			return errTrouble
		}
		who, n := w.moment(kind)
		if w.weather.storeSlow > 0 && waits && w.chance("store slow "+kind, who, n) < w.weather.storeSlow {
			rng := source(w.seed, "store slow "+kind, who+n)
			if err := s.process.wait(ctx, between(rng, time.Millisecond, 10*time.Second)); err != nil {
				return err
			}
		}
		switch fate := w.chance("store "+kind, who, n); {
		case fate < w.weather.storeFails:
			return errTrouble
		case writes && fate > 1-w.weather.storeDoubt:
			if err := effect(); err != nil {
				return err
			}
			return errLost
		default:
			return effect()
		}
	})
}

// Append implements [eventsourcing.Appender].
func (s store) Append(ctx context.Context, batch eventsourcing.Batch) (position int64, err error) {
	err = s.call(ctx, "append", patient, true, func() (err error) {
		position, err = s.journal.Append(ctx, batch)
		return err
	})
	return position, err
}

// Load implements [eventsourcing.Loader].
func (s store) Load(ctx context.Context, stream eventsourcing.Stream, after int64) iter.Seq2[eventsourcing.Record, error] {
	return func(yield func(eventsourcing.Record, error) bool) {
		err := s.call(ctx, "load", patient, false, func() error { return nil })
		if err != nil {
			yield(eventsourcing.Record{}, err)
			return
		}
		s.journal.Load(ctx, stream, after)(yield)
	}
}

// Read implements [eventsourcing.Feed].
func (s store) Read(ctx context.Context, after int64, limit int, categories ...string) (page eventsourcing.Page, err error) {
	err = s.call(ctx, "read", patient, false, func() (err error) {
		page, err = s.journal.Read(ctx, after, limit, categories...)
		return err
	})
	return page, err
}

// Owner implements [eventsourcing.Claims].
func (s store) Owner(ctx context.Context, key eventsourcing.ClaimKey, now time.Time) (owner eventsourcing.Stream, ok bool, err error) {
	err = s.call(ctx, "owner", patient, false, func() (err error) {
		owner, ok, err = s.journal.Owner(ctx, key, now)
		return err
	})
	return owner, ok, err
}

// Due implements [eventsourcing.Timers].
func (s store) Due(ctx context.Context, now time.Time, limit int) (due []eventsourcing.Timer, err error) {
	err = s.call(ctx, "due", prompt, false, func() (err error) {
		due, err = s.journal.Due(ctx, now, limit)
		return err
	})
	return due, err
}

// Done implements [eventsourcing.Timers].
func (s store) Done(ctx context.Context, timer eventsourcing.Timer) (ok bool, err error) {
	err = s.call(ctx, "done", prompt, true, func() (err error) {
		ok, err = s.journal.Done(ctx, timer)
		return err
	})
	return ok, err
}

// Postpone implements [eventsourcing.Timers].
func (s store) Postpone(ctx context.Context, timer eventsourcing.Timer, due time.Time) (ok bool, err error) {
	err = s.call(ctx, "postpone", prompt, true, func() (err error) {
		ok, err = s.journal.Postpone(ctx, timer, due)
		return err
	})
	return ok, err
}

// Checkpoints implements [eventsourcing.Checkpoints].
func (s store) Checkpoints(ctx context.Context, group string) (saved []eventsourcing.Checkpoint, err error) {
	err = s.call(ctx, "checkpoints", prompt, false, func() (err error) {
		saved, err = s.journal.Checkpoints(ctx, group)
		return err
	})
	return saved, err
}

// SaveCheckpoints implements [eventsourcing.Checkpoints].
func (s store) SaveCheckpoints(ctx context.Context, group string, checkpoints ...eventsourcing.Checkpoint) error {
	return s.call(ctx, "save", prompt, true, func() error { return s.journal.SaveCheckpoints(ctx, group, checkpoints...) })
}

// Acquire implements [eventsourcing.Leases].
func (s store) Acquire(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (lease eventsourcing.Lease, ok bool, err error) {
	err = s.call(ctx, "acquire", prompt, true, func() (err error) {
		lease, ok, err = s.journal.Acquire(ctx, name, holder, now, ttl)
		return err
	})
	return lease, ok && err == nil, err
}

// Release implements [eventsourcing.Leases].
func (s store) Release(ctx context.Context, lease eventsourcing.Lease) error {
	return s.call(ctx, "release", prompt, true, func() error { return s.journal.Release(ctx, lease) })
}

// Held implements [eventsourcing.Leases].
func (s store) Held(ctx context.Context, prefix string, now time.Time) (held []eventsourcing.Lease, err error) {
	err = s.call(ctx, "held", prompt, false, func() (err error) {
		held, err = s.journal.Held(ctx, prefix, now)
		return err
	})
	return held, err
}

// Park implements [eventsourcing.Parking].
func (s store) Park(ctx context.Context, parked eventsourcing.Parked, fence eventsourcing.Fence) error {
	return s.call(ctx, "park", prompt, true, func() error { return s.journal.Park(ctx, parked, fence) })
}

// Parked implements [eventsourcing.Parking].
func (s store) Parked(ctx context.Context, group string) (parked []eventsourcing.Parked, err error) {
	err = s.call(ctx, "parked", prompt, false, func() (err error) {
		parked, err = s.journal.Parked(ctx, group)
		return err
	})
	return parked, err
}

// Unpark implements [eventsourcing.Parking].
func (s store) Unpark(ctx context.Context, group string, stream eventsourcing.Stream, fence eventsourcing.Fence) error {
	return s.call(ctx, "unpark", prompt, true, func() error { return s.journal.Unpark(ctx, group, stream, fence) })
}

// Key implements [eventsourcing.Keys].
func (s store) Key(ctx context.Context, id string) (key eventsourcing.WrappedKey, err error) {
	err = s.call(ctx, "key", patient, false, func() (err error) {
		key, err = s.journal.Key(ctx, id)
		return err
	})
	return key, err
}

// Purge implements [eventsourcing.Purger].
func (s store) Purge(ctx context.Context, category string, idleSince time.Time, limit int) (purged int, err error) {
	err = s.call(ctx, "purge", prompt, true, func() (err error) {
		purged, err = s.journal.Purge(ctx, category, idleSince, limit)
		return err
	})
	return purged, err
}

// PurgeClaims implements [eventsourcing.Purger].
func (s store) PurgeClaims(ctx context.Context, now time.Time, limit int) (purged int, err error) {
	err = s.call(ctx, "purge claims", prompt, true, func() (err error) {
		purged, err = s.journal.PurgeClaims(ctx, now, limit)
		return err
	})
	return purged, err
}

// encrypter is the way of one process to the key-encryption key.
type encrypter struct {
	process *process
	eventsourcing.KeyEncrypter
}

func (e encrypter) troubled(ctx context.Context, effect func() error) error {
	return e.process.pass(ctx, patient, func() error {
		w := e.process.world
		if who, n := w.moment("keys"); !w.calm.Load() && w.chance("keys", who, n) < w.weather.keysFail {
			return e.process.trouble(errTrouble)
		}
		return effect()
	})
}

// Wrap implements [eventsourcing.KeyEncrypter].
func (e encrypter) Wrap(ctx context.Context, id string, key []byte) (wrapped eventsourcing.WrappedKey, err error) {
	err = e.troubled(ctx, func() (err error) {
		wrapped, err = e.KeyEncrypter.Wrap(ctx, id, key)
		return err
	})
	return wrapped, err
}

// Unwrap implements [eventsourcing.KeyEncrypter].
func (e encrypter) Unwrap(ctx context.Context, wrapped eventsourcing.WrappedKey) (key []byte, err error) {
	err = e.troubled(ctx, func() (err error) {
		key, err = e.KeyEncrypter.Unwrap(ctx, wrapped)
		return err
	})
	return key, err
}
