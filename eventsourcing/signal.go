package eventsourcing

import "sync"

// Signal wakes everybody in this process who waits for the next append: what an adapter needs for
// Feed.Changed. Nothing is made while nobody waits. The zero value is ready; safe for concurrent use.
type Signal struct {
	mu      sync.Mutex
	waiting chan struct{}
	ended   bool
}

// Next returns the channel that the next Wake closes.
func (s *Signal) Next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting == nil {
		s.waiting = make(chan struct{})
	}
	return s.waiting
}

// Wake wakes everybody who has a channel of Next.
func (s *Signal) Wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting != nil && !s.ended {
		close(s.waiting)
		s.waiting = nil
	}
}

// End wakes everybody for good: the channel that Next returns from now on is closed.
func (s *Signal) End() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return
	}
	if s.waiting == nil {
		s.waiting = make(chan struct{})
	}
	close(s.waiting)
	s.ended = true
}
