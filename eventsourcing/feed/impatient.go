package feed

import (
	"context"
	"iter"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// patience lets a renewal be in time though the call before it was in vain, and itself at first.
func (c Config) patience() time.Duration { return (c.LeaseTTL - c.RenewInterval) / 2 }

// impatient gives up every call to a store after a while. A database that has fallen silent never answers,
// and one lane may be long in being had: neither must keep a holder from renewing its other leases.
type impatient struct {
	Store
	limit time.Duration
}

// Read implements [eventsourcing.Feed].
func (i impatient) Read(ctx context.Context, after int64, limit int, categories ...string) (eventsourcing.Page, error) {
	ctx, cancel := context.WithTimeout(ctx, i.limit)
	defer cancel()
	return i.Store.Read(ctx, after, limit, categories...)
}

// Load implements [eventsourcing.Loader].
func (i impatient) Load(ctx context.Context, stream eventsourcing.Stream, after int64) iter.Seq2[eventsourcing.Record, error] {
	return func(yield func(eventsourcing.Record, error) bool) {
		ctx, cancel := context.WithTimeout(ctx, i.limit)
		defer cancel()
		i.Store.Load(ctx, stream, after)(yield)
	}
}

// Checkpoints implements [eventsourcing.Checkpoints].
func (i impatient) Checkpoints(ctx context.Context, group string) ([]eventsourcing.Checkpoint, error) {
	ctx, cancel := context.WithTimeout(ctx, i.limit)
	defer cancel()
	return i.Store.Checkpoints(ctx, group)
}

// SaveCheckpoints implements [eventsourcing.Checkpoints].
func (i impatient) SaveCheckpoints(ctx context.Context, group string, checkpoints ...eventsourcing.Checkpoint) error {
	ctx, cancel := context.WithTimeout(ctx, i.limit)
	defer cancel()
	return i.Store.SaveCheckpoints(ctx, group, checkpoints...)
}

// Acquire implements [eventsourcing.Leases].
func (i impatient) Acquire(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (eventsourcing.Lease, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, i.limit)
	defer cancel()
	return i.Store.Acquire(ctx, name, holder, now, ttl)
}

// Release implements [eventsourcing.Leases].
func (i impatient) Release(ctx context.Context, lease eventsourcing.Lease) error {
	ctx, cancel := context.WithTimeout(ctx, i.limit)
	defer cancel()
	return i.Store.Release(ctx, lease)
}

// Held implements [eventsourcing.Leases].
func (i impatient) Held(ctx context.Context, prefix string, now time.Time) ([]eventsourcing.Lease, error) {
	ctx, cancel := context.WithTimeout(ctx, i.limit)
	defer cancel()
	return i.Store.Held(ctx, prefix, now)
}

// Park implements [eventsourcing.Parking].
func (i impatient) Park(ctx context.Context, parked eventsourcing.Parked, fence eventsourcing.Fence) error {
	ctx, cancel := context.WithTimeout(ctx, i.limit)
	defer cancel()
	return i.Store.Park(ctx, parked, fence)
}

// Parked implements [eventsourcing.Parking].
func (i impatient) Parked(ctx context.Context, group string) ([]eventsourcing.Parked, error) {
	ctx, cancel := context.WithTimeout(ctx, i.limit)
	defer cancel()
	return i.Store.Parked(ctx, group)
}

// Unpark implements [eventsourcing.Parking].
func (i impatient) Unpark(ctx context.Context, group string, stream eventsourcing.Stream, fence eventsourcing.Fence) error {
	ctx, cancel := context.WithTimeout(ctx, i.limit)
	defer cancel()
	return i.Store.Unpark(ctx, group, stream, fence)
}
