package memory

import (
	"context"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

var (
	_ eventsourcing.Store     = (*Store)(nil)
	_ eventsourcing.Snapshots = (*Store)(nil)
)

// Store is an [eventsourcing.Store] and [eventsourcing.Snapshots] that forgets everything when the
// process ends. It keeps every promise of the port, starts no goroutine and may live in a
// testing/synctest bubble. The cost of a call does not depend on how many accounts there are.
type Store struct {
	mu      sync.RWMutex
	closed  bool
	changed chan struct{} // nil while nobody listens

	feed      log
	head      int64
	histories histories

	claims      claims
	timers      timers
	keys        keys
	leases      map[string]lease
	checkpoints map[string]map[int]eventsourcing.Checkpoint
	parking     parking
	snapshots   map[eventsourcing.Stream]eventsourcing.Snapshot
}

// NewStore returns an empty store.
func NewStore() *Store {
	s := &Store{
		histories:   newHistories(),
		timers:      newTimers(),
		keys:        newKeys(),
		leases:      map[string]lease{},
		checkpoints: map[string]map[int]eventsourcing.Checkpoint{},
		parking:     newParking(),
		snapshots:   map[eventsourcing.Stream]eventsourcing.Snapshot{},
	}
	s.claims = newClaims(&s.histories)
	return s
}

// Close makes every later call fail with [eventsourcing.ErrClosed] and wakes whoever waits for
// Changed. It may be called twice and never fails.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.wake()
	return nil
}

// usable is asked first by every method that holds the lock: nothing blocks after it, so a context
// that ends later finds the whole effect.
func (s *Store) usable(ctx context.Context) error {
	if s.closed {
		return eventsourcing.ErrClosed
	}
	return ctx.Err()
}

// kept gives a time the form the port promises: UTC, whole microseconds.
func kept(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
