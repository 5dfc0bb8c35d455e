package memory

import (
	"context"
	"time"
)

// category is all streams of one category: their records in order, and the streams by how long they
// have been idle.
type category struct {
	log  log
	idle queue[time.Time, *history]
}

type idleItem = item[time.Time, *history]

func newCategory() *category {
	return &category{idle: queue[time.Time, *history]{before: time.Time.Before}}
}

func (h *history) last() time.Time { return h.entries[len(h.entries)-1].record.Time }

// queue sees to it that the rank of the history is never later than its last record. Bringing it
// forward is left to Purge, so that appends stay cheap.
func (h *history) queue() {
	switch {
	case !h.queued:
	case h.last().Before(h.idle.rank):
		h.category.idle.remove(&h.idle)
	default:
		return
	}
	h.idle.rank, h.idle.value, h.queued = h.last(), h, true
	h.category.idle.add(&h.idle)
}

// Purge implements [eventsourcing.Purger].
func (s *Store) Purge(ctx context.Context, categoryName string, idleSince time.Time, limit int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return 0, err
	}
	c := s.histories.categories[categoryName]
	if c == nil {
		return 0, nil
	}
	purged, records := 0, 0
	var staying []*history
	for next := c.idle.first(); next != nil && purged < limit && next.rank.Before(idleSince); next = c.idle.first() {
		h := next.value
		c.idle.remove(next)
		h.queued = false
		switch {
		case !h.last().Before(idleSince):
			h.queue()
		case s.timers.byStream[h.stream] > 0 || s.parking.byStream[h.stream] > 0:
			staying = append(staying, h)
		default:
			records += len(h.entries)
			s.forget(h)
			purged++
		}
	}
	for _, h := range staying {
		h.queue()
	}
	c.log.sweep(records)
	s.feed.sweep(records)
	return purged, nil
}

func (s *Store) forget(h *history) {
	for _, e := range h.entries {
		e.purged = true
	}
	h.entries = nil
	delete(s.snapshots, h.stream)
	s.claims.removeOwned(h)
	s.histories.leave(h)
}

// PurgeClaims implements [eventsourcing.Purger].
func (s *Store) PurgeClaims(ctx context.Context, now time.Time, limit int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return 0, err
	}
	purged := 0
	for next := s.claims.expiring.first(); next != nil && purged < limit && !next.rank.After(now); next = s.claims.expiring.first() {
		s.claims.remove(next.value)
		purged++
	}
	return purged, nil
}
