package eventsourcing

import "time"

// Record is one event as a store keeps it. Stores treat Data, Sealed and Metadata as opaque.
type Record struct {
	// Position is the place in the order of the whole store, given by the store; it grows but may
	// have holes.
	Position int64
	// Stream and Version identify the record: the first event of a stream has version 1, and no
	// version is ever left out.
	Stream  Stream
	Version int64
	// ID is the event's id, chosen by the writer (a ULID in Kabinet's own events). Stores do not
	// demand that it is unique.
	ID string
	// Type is the stable dotted name of the event, Schema the version of its shape, from 1.
	Type   string
	Schema int
	// Time is when the event was recorded, in UTC, kept to the microsecond.
	Time time.Time
	// Data is the public part.
	Data []byte
	// Sealed is the personal part as ciphertext, nil when the event has none; Key is the id of the
	// data key that opens it.
	Sealed []byte
	Key    string
	// Wrapped is the data key named by Key as it was when Load read the record, where the store fetches
	// both at once; nil where it does not and when the key was destroyed. Appends and the feed leave it
	// out. It is for the moment after loading: in a record kept for later it may be destroyed by then.
	Wrapped *WrappedKey
	// Metadata holds what is known about the event and not part of it (cause, actor, trace). Never
	// personal data. Nil and empty are the same.
	Metadata map[string]string
}
