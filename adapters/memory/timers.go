package memory

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

type timers struct {
	byKey    map[eventsourcing.TimerKey]*item[time.Time, eventsourcing.Timer]
	byStream map[eventsourcing.Stream]int
	waiting  queue[time.Time, eventsourcing.Timer]
}

func newTimers() timers {
	return timers{
		byKey:    map[eventsourcing.TimerKey]*item[time.Time, eventsourcing.Timer]{},
		byStream: map[eventsourcing.Stream]int{},
		waiting:  queue[time.Time, eventsourcing.Timer]{before: time.Time.Before},
	}
}

// Due implements [eventsourcing.Timers].
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]eventsourcing.Timer, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	var due []eventsourcing.Timer
	for at, timer := range s.timers.waiting.inOrder() {
		if len(due) >= limit || at.After(now) {
			break
		}
		due = append(due, timer)
	}
	return due, nil
}

// Done implements [eventsourcing.Timers].
func (s *Store) Done(ctx context.Context, timer eventsourcing.Timer) (ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return false, err
	}
	_, ok = s.timers.still(timer)
	if ok {
		s.timers.cancel(timer.TimerKey)
	}
	return ok, nil
}

// Postpone implements [eventsourcing.Timers].
func (s *Store) Postpone(ctx context.Context, timer eventsourcing.Timer, due time.Time) (ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return false, err
	}
	waiting, ok := s.timers.still(timer)
	if ok {
		waiting.Due = due
		waiting.Attempt++
		s.timers.set(waiting)
	}
	return ok, nil
}

// still returns the timer as it waits now, if it was not set anew since the caller saw it.
func (t *timers) still(seen eventsourcing.Timer) (eventsourcing.Timer, bool) {
	waiting := t.byKey[seen.TimerKey]
	if waiting == nil || !waiting.rank.Equal(kept(seen.Due)) {
		return eventsourcing.Timer{}, false
	}
	return waiting.value, true
}

func (t *timers) apply(batch eventsourcing.Batch) {
	for _, key := range batch.Cancels {
		t.cancel(key)
	}
	for _, timer := range batch.Timers {
		t.set(timer)
	}
}

func (t *timers) set(timer eventsourcing.Timer) {
	t.cancel(timer.TimerKey)
	timer.Due = kept(timer.Due)
	t.byKey[timer.TimerKey] = t.waiting.push(timer.Due, timer)
	t.byStream[timer.Stream]++
}

func (t *timers) cancel(key eventsourcing.TimerKey) {
	waiting := t.byKey[key]
	if waiting == nil {
		return
	}
	t.waiting.remove(waiting)
	delete(t.byKey, key)
	if t.byStream[key.Stream]--; t.byStream[key.Stream] == 0 {
		delete(t.byStream, key.Stream)
	}
}
