package memory

import (
	"context"
	"slices"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Read implements [eventsourcing.Feed].
func (s *Store) Read(ctx context.Context, after int64, limit int, categories ...string) (eventsourcing.Page, error) {
	entries, next, err := s.page(ctx, after, limit, categories)
	if err != nil {
		return eventsourcing.Page{}, err
	}
	records := make([]eventsourcing.Record, len(entries))
	for i, e := range entries {
		copyInto(&records[i], &e.record)
	}
	return eventsourcing.Page{Records: records, Next: next}, nil
}

func (s *Store) page(ctx context.Context, after int64, limit int, categories []string) (entries []*entry, next int64, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, 0, err
	}
	if limit <= 0 {
		return nil, after, nil
	}
	entries = merge(s.cursors(after, categories), limit)
	if len(entries) == limit {
		return entries, entries[limit-1].record.Position, nil
	}
	return entries, max(after, s.head), nil
}

func (s *Store) cursors(after int64, categories []string) []*cursor {
	if len(categories) == 0 {
		return []*cursor{s.feed.after(after)}
	}
	var cursors []*cursor
	for i, name := range categories {
		if c := s.histories.categories[name]; c != nil && !slices.Contains(categories[:i], name) {
			cursors = append(cursors, c.log.after(after))
		}
	}
	return cursors
}

// merge takes at most limit entries off the cursors, in the order of their positions.
func merge(cursors []*cursor, limit int) []*entry {
	var merged []*entry
	for len(merged) < limit {
		var first *cursor
		for _, c := range cursors {
			if e := c.peek(); e != nil && (first == nil || e.record.Position < first.peek().record.Position) {
				first = c
			}
		}
		if first == nil {
			break
		}
		merged = append(merged, first.peek())
		first.skip()
	}
	return merged
}

// Changed implements [eventsourcing.Feed].
func (s *Store) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	if s.closed {
		defer s.wake()
	}
	return s.changed
}

func (s *Store) wake() {
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}
