package memory

import (
	"maps"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// entry is a record as the store keeps it. The record never changes once it has its position, so it
// can be copied without the lock; purged is read and written under the lock only.
type entry struct {
	record eventsourcing.Record
	purged bool
}

// entriesOf copies all records of a batch, one after another, still without positions and versions.
func entriesOf(streams []eventsourcing.Append) []entry {
	total := 0
	for _, add := range streams {
		total += len(add.Records)
	}
	entries := make([]entry, total)
	next := 0
	for _, add := range streams {
		for i := range add.Records {
			record := &entries[next].record
			copyInto(record, &add.Records[i])
			record.Stream, record.Time = add.Stream, kept(record.Time)
			next++
		}
	}
	return entries
}

// copyInto makes a record that shares nothing with the original, and has no data key.
func copyInto(record, original *eventsourcing.Record) {
	*record = *original
	record.Data, record.Sealed = copiedBoth(original.Data, original.Sealed)
	record.Metadata, record.Wrapped = nil, nil
	if len(original.Metadata) > 0 {
		record.Metadata = maps.Clone(original.Metadata)
	}
}

// copiedBoth takes one allocation for the two; appending to one cannot reach the other.
func copiedBoth(data, sealed []byte) (dataCopy, sealedCopy []byte) {
	both := make([]byte, len(data)+len(sealed))
	n := copy(both, data)
	copy(both[n:], sealed)
	if len(sealed) > 0 {
		sealedCopy = both[n:]
	}
	return both[:n:n], sealedCopy
}
