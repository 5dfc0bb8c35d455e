package postgres

import (
	"slices"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// What a lock is about, so that a stream and a claim of the same names are told apart.
const (
	lockStream byte = 's'
	lockClaim  byte = 'c'
	lockKey    byte = 'k'
)

// shared marks a lock that others may hold at the same time; see migrations/00002_append.sql.
const shared = 1

// lock is the number of an advisory lock: an FNV-1a hash, the same in every release and process, and even.
// Two things with one number only wait for each other.
func (s *Store) lock(kind byte, first, second string) int64 {
	const offset, prime = 14695981039346656037, 1099511628211
	hash := uint64(offset)
	for _, part := range [...]string{s.schema, string(kind), first, second} {
		for i := range len(part) {
			hash = (hash ^ uint64(part[i])) * prime
		}
		hash *= prime // as if by a NUL, which no text here has
	}
	return int64(hash &^ shared)
}

// locks returns what an append must hold, in the order in which everybody takes locks: streams it writes to
// or sets timers of, claims and data keys for itself, streams it only relies on together with others.
func (s *Store) locks(batch *eventsourcing.Batch) []int64 {
	locks := make([]int64, 0, len(batch.Streams)+len(batch.Releases)+len(batch.Claims)+len(batch.Keys)+
		len(batch.Cancels)+len(batch.Timers)+len(batch.Erase))
	stream := func(stream eventsourcing.Stream) int64 { return s.lock(lockStream, stream.Category, stream.ID) }
	for i := range batch.Streams {
		switch add := &batch.Streams[i]; {
		case len(add.Records) > 0:
			locks = append(locks, stream(add.Stream))
		case add.Expected != eventsourcing.AnyVersion:
			locks = append(locks, stream(add.Stream)|shared)
		}
	}
	for i := range batch.Releases {
		locks = append(locks, s.lock(lockClaim, batch.Releases[i].Kind, batch.Releases[i].Index))
	}
	for i := range batch.Claims {
		locks = append(locks, s.lock(lockClaim, batch.Claims[i].Kind, batch.Claims[i].Index))
	}
	for i := range batch.Keys {
		locks = append(locks, s.lock(lockKey, batch.Keys[i].ID, ""))
	}
	for i := range batch.Cancels {
		locks = append(locks, stream(batch.Cancels[i].Stream))
	}
	for i := range batch.Timers {
		locks = append(locks, stream(batch.Timers[i].Stream))
	}
	for _, id := range batch.Erase {
		locks = append(locks, s.lock(lockKey, id, ""))
	}
	slices.Sort(locks)
	// Of two for the same thing the one that is not shared comes first and stays.
	return slices.CompactFunc(locks, func(a, b int64) bool { return a&^shared == b&^shared })
}
