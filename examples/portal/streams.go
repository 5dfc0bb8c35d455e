package main

import (
	"context"
	"sync"
)

// streamsPerSession is how many streams one session may have open at one portal: as many tabs update
// themselves, further ones load themselves again.
const streamsPerSession = 4

// streams knows how many streams are open, and ends them when the server stops. Safe for concurrent use.
type streams struct {
	// closing is done when all are to end.
	closing context.Context
	close   func()

	mu   sync.Mutex
	open map[string]int
}

func newStreams() *streams {
	closing, end := context.WithCancel(context.Background())
	return &streams{closing: closing, close: end, open: map[string]int{}}
}

// enter counts a stream of the session; ok is false when it has enough of them.
func (s *streams) enter(session string) (leave func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[session] >= streamsPerSession {
		return nil, false
	}
	s.open[session]++
	return func() { s.leave(session) }, true
}

func (s *streams) leave(session string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[session]--; s.open[session] == 0 {
		delete(s.open, session)
	}
}
