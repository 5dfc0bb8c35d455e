package memory

import (
	"context"
	"iter"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Load implements [eventsourcing.Loader]. It takes the lock once: what is appended meanwhile is not
// seen, and copies are made only of records that are asked for. The first data key met comes along.
func (s *Store) Load(ctx context.Context, stream eventsourcing.Stream, after int64) iter.Seq2[eventsourcing.Record, error] {
	return func(yield func(eventsourcing.Record, error) bool) {
		entries, wrapped, err := s.entriesAfter(ctx, stream, after)
		if err != nil {
			yield(eventsourcing.Record{}, err)
			return
		}
		for _, e := range entries {
			if err := ctx.Err(); err != nil {
				yield(eventsourcing.Record{}, err)
				return
			}
			var record eventsourcing.Record
			copyInto(&record, &e.record)
			if wrapped != nil && record.Key == wrapped.ID {
				record.Wrapped, wrapped = wrapped, nil
			}
			if !yield(record, nil) {
				return
			}
		}
	}
}

func (s *Store) entriesAfter(
	ctx context.Context, stream eventsourcing.Stream, after int64,
) (entries []*entry, wrapped *eventsourcing.WrappedKey, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, nil, err
	}
	h := s.histories.byStream[stream]
	if h == nil || after >= int64(len(h.entries)) {
		return nil, nil, nil
	}
	entries = h.entries[max(after, 0):]
	for _, e := range entries {
		if e.record.Key != "" {
			return entries, s.keys.wrapped(e.record.Key), nil
		}
	}
	return entries, nil, nil
}
