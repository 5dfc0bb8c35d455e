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
	entries := make([]entry, 0, total)
	for _, add := range streams {
		for i := range add.Records {
			record := copied(&add.Records[i])
			record.Stream = add.Stream
			record.Time = kept(record.Time)
			entries = append(entries, entry{record: record})
		}
	}
	return entries
}

// copied returns a record that shares nothing with the original.
func copied(original *eventsourcing.Record) eventsourcing.Record {
	record := *original
	record.Data, record.Sealed = copiedBoth(original.Data, original.Sealed)
	record.Metadata = nil
	if len(original.Metadata) > 0 {
		record.Metadata = maps.Clone(original.Metadata)
	}
	return record
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
