package eventsourcing

import "time"

// AnyVersion as the expected version of an Append means: after whatever is there.
const AnyVersion int64 = -1

// Batch is everything one unit of work changes. A store applies all of it or nothing.
//
// The parts are applied in this order, which decides what a claim released and taken in one batch
// means: fences, stream versions, releases, claims, keys, events, timers, erasures.
type Batch struct {
	// Now is the writer's clock. A claim whose expiry is not after Now does not stand in the way.
	Now time.Time
	// Fences are leases the writer must still hold.
	Fences []Fence
	// Streams are the appends, each stream at most once.
	Streams []Append
	// Releases are claims given up. One that is not held by the owner named is left alone.
	Releases []Claim
	// Claims are unique keys taken. One that its owner holds already is renewed with the new expiry;
	// one that another holds fails the batch with [*Claimed].
	Claims []Claim
	// Keys are new data keys, wrapped. An id is used once: one that has a key already fails the batch
	// with [*Claimed] of the kind "data-key", one whose key was destroyed with [ErrErased].
	Keys []WrappedKey
	// Cancels are timers removed if there, before Timers are set, each replacing one of the same stream
	// and name. A stream needs no records to have a timer.
	Timers  []Timer
	Cancels []TimerKey
	// Erase are the ids of data keys destroyed for ever; one that does not exist is left alone.
	Erase []string
}

// Append adds records to one stream, or with no records only demands that its version is still the
// one expected.
type Append struct {
	Stream   Stream
	Expected int64
	// Records carry everything but Position, Stream and Version, which the store sets.
	Records []Record
}

// ClaimKey is a key that one owner in the whole store may hold: a kind ("phone", "idempotency") and a
// blind index, never the clear value.
type ClaimKey struct{ Kind, Index string }

// Claim is a key with its owner. With a zero Expires it stands until released.
type Claim struct {
	ClaimKey
	Owner   Stream
	Expires time.Time
}

// TimerKey names a timer: at most one of each name per stream.
type TimerKey struct {
	Stream Stream
	Name   string
}

// Timer asks for the stream to be looked at when it is due.
type Timer struct {
	TimerKey
	Due time.Time
	// Attempt counts the firings that failed so far.
	Attempt int
}

// WrappedKey is a data key encrypted by a key-encryption key.
type WrappedKey struct {
	// ID is the id of the person's account.
	ID string
	// KEK names the key-encryption key that wrapped it.
	KEK string
	// Wrapped is the ciphertext of the data key.
	Wrapped []byte
}

// Fence demands that a lease still belongs to the holder who got Token: that it was neither released
// nor taken since. Having expired alone does not break it, for then nobody else has worked yet.
type Fence struct {
	Lease string
	Token int64
}
