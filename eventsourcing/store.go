package eventsourcing

import (
	"context"
	"io"
	"iter"
	"time"
)

// Store is the port to a database. Every method is safe for concurrent use and honours the context:
// when it is done before the effect, nothing has happened and the context's error is returned.
//
// Errors: [*Conflict], [*Claimed], [ErrFenced], [ErrErased], [ErrNoKey] and [ErrClosed] as documented;
// everything else the database says comes wrapped on the axis fault.Transient or fault.Permanent, with
// the driver's error still reachable by errors.As but never as the error itself. A write that failed has
// left nothing, unless its error is marked fault.InDoubt.
//
// Times are kept in UTC, cut to the microsecond. Slices and maps given to a store are not kept, those it
// gives are the caller's.
//
// Text (names, ids, metadata) may be any valid UTF-8 without NUL and is told apart and ordered byte by
// byte; a category holds no slash.
//
// A store may also implement [Snapshots]. The suite in package storetest shows all promises.
type Store interface {
	Appender
	Loader
	Feed
	Claims
	Timers
	Checkpoints
	Leases
	Parking
	Keys
	Purger
	io.Closer
}

// Appender writes.
type Appender interface {
	// Append applies the whole batch durably, or nothing of it, and returns the position of its last
	// record (0 when it has none). The first obstacle in the batch's order is the error: [ErrFenced],
	// [*Conflict], [*Claimed], [ErrErased]. The records of one batch follow each other in the feed, in
	// the order of Streams and Records. A context that ends meanwhile leaves either its error and no
	// effect, or the whole effect and no error.
	Append(ctx context.Context, batch Batch) (int64, error)
}

// Loader reads one stream.
type Loader interface {
	// Load yields the records of the stream with a version greater than after, in order. An unknown
	// stream yields nothing. After yielding an error it stops. The sequence can be ranged over again.
	// Records may bring their data key along (see [Record]), the first of each key or any of them.
	Load(ctx context.Context, stream Stream, after int64) iter.Seq2[Record, error]
}

// Feed reads the whole store in order.
type Feed interface {
	// Read returns at most limit records after the position, in an order in which no record is ever
	// skipped, also with concurrent writers, and each stream is in its order. With categories only
	// records of these streams are returned.
	Read(ctx context.Context, after int64, limit int, categories ...string) (Page, error)
	// Changed returns a channel that is closed when this process commits the next append, with records
	// or without, or closes the store. Appends of other processes need not close it: readers also poll.
	Changed() <-chan struct{}
}

// Page is a piece of the feed.
type Page struct {
	Records []Record
	// Next is the position to read on from: everything up to it has been seen. It moves forward also
	// where the categories asked for left records out.
	Next int64
	// Pending says that there are more records beyond Next, and that one before them may still come: that of
	// an append which has not ended yet. Look again soon, for Changed need not tell when it has.
	Pending bool
}

// Claims answers who holds a unique key.
type Claims interface {
	// Owner returns the holder of a claim that has not expired at now; ok is false when there is none.
	Owner(ctx context.Context, key ClaimKey, now time.Time) (owner Stream, ok bool, err error)
}

// Timers lists what is due. Timers are set and cancelled by Append; Done and Postpone serve whoever
// fires them, and leave a timer alone that was set anew meanwhile.
type Timers interface {
	// Due returns at most limit timers due at now or before, earliest first.
	Due(ctx context.Context, now time.Time, limit int) ([]Timer, error)
	// Done removes the timer if it is still set for exactly timer.Due; ok is false when it is not.
	Done(ctx context.Context, timer Timer) (ok bool, err error)
	// Postpone moves the timer to due and adds one to its Attempt, if it is still set for exactly
	// timer.Due; ok is false when it is not.
	Postpone(ctx context.Context, timer Timer, due time.Time) (ok bool, err error)
}

// Checkpoints remember how far the lanes of a consumer group have come.
type Checkpoints interface {
	// Checkpoints returns the saved checkpoints of the group, ordered by lane.
	Checkpoints(ctx context.Context, group string) ([]Checkpoint, error)
	// SaveCheckpoints keeps the positions, all or none, in place of those of the same lanes;
	// [ErrFenced] when a lease is lost.
	SaveCheckpoints(ctx context.Context, group string, checkpoints ...Checkpoint) error
}

// Checkpoint says that everything of the lane up to Position has been handled or parked.
type Checkpoint struct {
	// Lane counts from 0 to Lanes-1.
	Lane, Lanes int
	Position    int64
	// Fence is the lease under which the lane was worked; it is checked and not kept.
	Fence Fence
}

// Leases let processes share work: a lease has one holder at a time.
type Leases interface {
	// Acquire takes or renews the lease for the holder until now+ttl; ok is false when another holds
	// it. Each change of holder, also back to an earlier one or after an expiry, gives a greater
	// token; a renewal in time keeps it.
	Acquire(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (lease Lease, ok bool, err error)
	// Release ends the lease if the token is still the current one.
	Release(ctx context.Context, lease Lease) error
	// Held returns the leases whose name begins with prefix and that have not expired at now, ordered
	// by name.
	Held(ctx context.Context, prefix string, now time.Time) ([]Lease, error)
}

// Lease is a right that ends by itself. An adapter whose callers live on several machines may judge
// Expires by its own clock instead of theirs.
type Lease struct {
	Name, Holder string
	Token        int64
	Expires      time.Time
}

// Parking keeps, per consumer group, the streams whose next message keeps failing.
type Parking interface {
	// Park records the stream as parked, replacing what was recorded for it in that group;
	// [ErrFenced] when the lease is lost.
	Park(ctx context.Context, parked Parked, fence Fence) error
	// Parked lists the parked streams of the group, ordered by position.
	Parked(ctx context.Context, group string) ([]Parked, error)
	// Unpark removes the stream from the list; [ErrFenced] when the lease is lost.
	Unpark(ctx context.Context, group string, stream Stream, fence Fence) error
	// Instruct leaves an order for the consumer that owns the parked stream; ok is false when the
	// stream is not parked.
	Instruct(ctx context.Context, group string, stream Stream, order ParkingOrder) (ok bool, err error)
}

// Parked is a stream set aside for one group, from the message that failed on. The messages
// themselves stay in their stream.
type Parked struct {
	Group  string
	Stream Stream
	Lane   int
	// Version and Position are those of the first message not handled.
	Version, Position int64
	// Attempts counts the deliveries of that message so far.
	Attempts int
	// Reason never holds personal data.
	Reason string
	// Since is when the stream was parked.
	Since time.Time
	// Order is what an operator wants done.
	Order ParkingOrder
}

// ParkingOrder is an operator's decision about a parked stream.
type ParkingOrder int

// The orders: leave it, deliver again from the failed message on, or leave that one message out and
// deliver from the next one on.
const (
	KeepParked ParkingOrder = iota
	RetryParked
	DropParked
)

// Keys keeps the wrapped data keys. They are created and destroyed by Append only.
type Keys interface {
	// Key returns the data key; [ErrErased] when it was destroyed, [ErrNoKey] when it never was.
	Key(ctx context.Context, id string) (WrappedKey, error)
	// KeysWrappedBy returns at most limit keys under the key-encryption key, ordered by id, for
	// rewrapping.
	KeysWrappedBy(ctx context.Context, kek string, limit int) ([]WrappedKey, error)
	// Rewrap replaces a wrapped key by one of the same id if it is still the old one; ok is false when
	// it is not, also because it was destroyed.
	Rewrap(ctx context.Context, old, new WrappedKey) (ok bool, err error)
}

// Purger removes what is no longer needed.
type Purger interface {
	// Purge removes whole streams of the category whose last record is older than idleSince, with
	// their snapshots and the claims they own, at most limit of them, and returns how many. Streams
	// with a timer, and streams parked by any group, stay. Positions of what remains do not change,
	// those removed are not given again, and a stream purged may begin anew with version 1.
	Purge(ctx context.Context, category string, idleSince time.Time, limit int) (int, error)
	// PurgeClaims removes at most limit claims that expired at now or before and returns how many.
	PurgeClaims(ctx context.Context, now time.Time, limit int) (int, error)
}

// Snapshots is an optional capability of a store, found by type assertion.
type Snapshots interface {
	// Snapshot returns the newest snapshot of the stream; ok is false when there is none.
	Snapshot(ctx context.Context, stream Stream) (snapshot Snapshot, ok bool, err error)
	// SaveSnapshot keeps the snapshot in place of an older one; one that is not newer is ignored.
	SaveSnapshot(ctx context.Context, snapshot Snapshot) error
}

// Snapshot is the state of an aggregate after the event with Version, opaque to the store.
type Snapshot struct {
	Stream  Stream
	Version int64
	// Schema is the version of the state's shape: a snapshot of another schema is not used.
	Schema int
	// Data is the state, sealed under Key when Key is not empty.
	Data []byte
	Key  string
}
