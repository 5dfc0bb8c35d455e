package feedtest

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

var errCut = fault.AsTransient(errors.New("feedtest: the cable is cut"))

// cable leads to a store. While it is cut every call of one side fails, as for a process that lost its
// database or its life; one with noise fails now and then. Calls made while it is silent are never answered.
type cable struct {
	eventsourcing.Store
	cut    atomic.Bool
	noisy  atomic.Bool
	noise  func() bool
	silent atomic.Bool
	// stuck names a lease that can neither be had nor refused.
	stuck string
	// slow is how long every lease takes.
	slow time.Duration
}

func (c *cable) err(ctx context.Context) error {
	if c.silent.Load() {
		<-ctx.Done()
		return ctx.Err()
	}
	if c.cut.Load() || c.noisy.Load() && c.noise() {
		return errCut
	}
	return nil
}

// Read implements [eventsourcing.Feed].
func (c *cable) Read(ctx context.Context, after int64, limit int, categories ...string) (eventsourcing.Page, error) {
	if err := c.err(ctx); err != nil {
		return eventsourcing.Page{}, err
	}
	return c.Store.Read(ctx, after, limit, categories...)
}

// Load implements [eventsourcing.Loader].
func (c *cable) Load(ctx context.Context, stream eventsourcing.Stream, after int64) iter.Seq2[eventsourcing.Record, error] {
	if err := c.err(ctx); err != nil {
		return func(yield func(eventsourcing.Record, error) bool) { yield(eventsourcing.Record{}, err) }
	}
	return c.Store.Load(ctx, stream, after)
}

// Checkpoints implements [eventsourcing.Checkpoints].
func (c *cable) Checkpoints(ctx context.Context, group string) ([]eventsourcing.Checkpoint, error) {
	if err := c.err(ctx); err != nil {
		return nil, err
	}
	return c.Store.Checkpoints(ctx, group)
}

// SaveCheckpoints implements [eventsourcing.Checkpoints].
func (c *cable) SaveCheckpoints(ctx context.Context, group string, checkpoints ...eventsourcing.Checkpoint) error {
	if err := c.err(ctx); err != nil {
		return err
	}
	return c.Store.SaveCheckpoints(ctx, group, checkpoints...)
}

// Acquire implements [eventsourcing.Leases].
func (c *cable) Acquire(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (eventsourcing.Lease, bool, error) {
	if err := c.err(ctx); err != nil {
		return eventsourcing.Lease{}, false, err
	}
	if name == c.stuck {
		<-ctx.Done()
		return eventsourcing.Lease{}, false, ctx.Err()
	}
	time.Sleep(c.slow)
	return c.Store.Acquire(ctx, name, holder, now, ttl)
}

// Release implements [eventsourcing.Leases].
func (c *cable) Release(ctx context.Context, lease eventsourcing.Lease) error {
	if err := c.err(ctx); err != nil {
		return err
	}
	return c.Store.Release(ctx, lease)
}

// Held implements [eventsourcing.Leases].
func (c *cable) Held(ctx context.Context, prefix string, now time.Time) ([]eventsourcing.Lease, error) {
	if err := c.err(ctx); err != nil {
		return nil, err
	}
	return c.Store.Held(ctx, prefix, now)
}

// Park implements [eventsourcing.Parking].
func (c *cable) Park(ctx context.Context, parked eventsourcing.Parked, fence eventsourcing.Fence) error {
	if err := c.err(ctx); err != nil {
		return err
	}
	return c.Store.Park(ctx, parked, fence)
}

// Parked implements [eventsourcing.Parking].
func (c *cable) Parked(ctx context.Context, group string) ([]eventsourcing.Parked, error) {
	if err := c.err(ctx); err != nil {
		return nil, err
	}
	return c.Store.Parked(ctx, group)
}

// Unpark implements [eventsourcing.Parking].
func (c *cable) Unpark(ctx context.Context, group string, stream eventsourcing.Stream, fence eventsourcing.Fence) error {
	if err := c.err(ctx); err != nil {
		return err
	}
	return c.Store.Unpark(ctx, group, stream, fence)
}
