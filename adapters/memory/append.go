package memory

import (
	"context"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Append implements [eventsourcing.Appender].
func (s *Store) Append(ctx context.Context, batch eventsourcing.Batch) (int64, error) {
	entries := entriesOf(batch.Streams)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return 0, err
	}
	if err := s.obstacle(batch); err != nil {
		return 0, err
	}
	s.claims.apply(batch)
	s.keys.create(batch.Keys)
	position := s.write(batch.Streams, entries)
	s.timers.apply(batch)
	s.keys.erase(batch.Erase)
	s.wake()
	return position, nil
}

// obstacle finds the first reason, in the order of the port, why the batch cannot be applied. It
// changes nothing, and after it nothing can fail: that is what makes an append atomic here.
func (s *Store) obstacle(batch eventsourcing.Batch) error {
	for _, fence := range batch.Fences {
		if err := s.check(fence); err != nil {
			return err
		}
	}
	for _, add := range batch.Streams {
		if err := s.expect(add.Stream, add.Expected); err != nil {
			return err
		}
	}
	if err := s.claims.obstacle(batch); err != nil {
		return err
	}
	return s.keys.obstacle(batch.Keys)
}

func (s *Store) expect(stream eventsourcing.Stream, expected int64) error {
	if expected == eventsourcing.AnyVersion {
		return nil
	}
	var actual int64
	if h := s.histories.byStream[stream]; h != nil {
		actual = int64(len(h.entries))
	}
	if actual != expected {
		return &eventsourcing.Conflict{Stream: stream, Expected: expected, Actual: actual}
	}
	return nil
}

// write gives the entries their positions and versions and returns the last position, 0 without any.
func (s *Store) write(streams []eventsourcing.Append, entries []entry) int64 {
	if len(entries) == 0 {
		return 0
	}
	for _, add := range streams {
		if len(add.Records) == 0 {
			continue
		}
		h := s.histories.of(add.Stream)
		for range add.Records {
			added := &entries[0]
			entries = entries[1:]
			s.head++
			added.record.Position = s.head
			added.record.Version = int64(len(h.entries)) + 1
			h.entries = append(h.entries, added)
			h.category.log.add(added)
			s.feed.add(added)
		}
		h.queue()
	}
	return s.head
}
