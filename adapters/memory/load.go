package memory

import (
	"context"
	"iter"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// history is one stream: entries[i] has version i+1.
type history struct {
	stream   eventsourcing.Stream
	entries  []*entry
	category *category
	idle     *idleItem
}

// Load implements [eventsourcing.Loader]. It takes the lock once: what is appended meanwhile is not
// seen, and copies are made only of records that are asked for.
func (s *Store) Load(ctx context.Context, stream eventsourcing.Stream, after int64) iter.Seq2[eventsourcing.Record, error] {
	return func(yield func(eventsourcing.Record, error) bool) {
		entries, err := s.entriesAfter(ctx, stream, after)
		if err != nil {
			yield(eventsourcing.Record{}, err)
			return
		}
		for _, e := range entries {
			if err := ctx.Err(); err != nil {
				yield(eventsourcing.Record{}, err)
				return
			}
			if !yield(copied(&e.record), nil) {
				return
			}
		}
	}
}

func (s *Store) entriesAfter(ctx context.Context, stream eventsourcing.Stream, after int64) ([]*entry, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	h := s.histories[stream]
	if h == nil || after >= int64(len(h.entries)) {
		return nil, nil
	}
	return h.entries[max(after, 0):], nil
}
