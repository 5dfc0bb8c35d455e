package feed

import (
	"math"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// read is the subscription's reader: it reads each page once for all its lanes that stand at the same
// place and deals the records out to their queues. It reads on while every lane has room. A lane that
// is full holds it up as long as the others have work too; when one of them has none left, the reader
// leaves the full lane behind and comes back for it once half of its queue is worked off. Where the store
// says that a record is still to come, it looks again soon instead of polling.
func (s *subscription) read() {
	poll := time.NewTimer(s.config.PollInterval)
	defer poll.Stop()
	failures, pending := 0, 0
	for s.ctx.Err() == nil {
		changed := s.store.Changed()
		after, ok := s.readFrom()
		if !ok {
			select {
			case <-s.arrived:
			case <-s.ctx.Done():
			}
			continue
		}
		page, err := s.store.Read(s.ctx, after, s.config.ReadBatch, s.categories()...)
		if err != nil {
			failures++
			s.trouble("reading events", err)
			wait(s.ctx, s.config.StoreBackoff(failures), nil)
			continue
		}
		failures = 0
		if page.Next > after {
			s.deal(after, page)
			pending = 0
			continue
		}
		pause := s.config.PollInterval
		if page.Pending {
			pending++
			pause = min(pause, soon(pending))
		}
		poll.Reset(pause)
		select {
		case <-changed:
		case <-poll.C:
		case <-s.arrived:
		case <-s.ctx.Done():
		}
	}
}

// soon is the pause before looking again for a record that is still to come: as a rule it is one commit away.
var soon = Exponential(2*time.Millisecond, 50*time.Millisecond)

func (s *subscription) categories() []string {
	if s.topic == AllCategories {
		return nil
	}
	return []string{s.topic}
}

// readFrom returns the position to read on from; ok is false when no lane can take more at present.
func (s *subscription) readFrom() (after int64, ok bool) {
	s.crowded.Store(true) // before looking, so that no lane drains unnoticed
	s.mu.Lock()
	defer s.mu.Unlock()
	after = math.MaxInt64
	crowded, starving := false, false
	for _, l := range s.lanes {
		if l == nil || l.isDraining() {
			continue
		}
		seen, waiting := l.progress()
		if waiting == 0 {
			starving = true
		}
		if !l.hasRoom(waiting) {
			crowded = true
			continue
		}
		after = min(after, seen)
	}
	if !crowded {
		s.crowded.Store(false)
	}
	return after, after != math.MaxInt64 && (!crowded || starving)
}

// deal gives the lanes that stand within the page what is theirs of it. A lane that came or was left
// behind since readFrom stands before the page, and gets nothing of it.
func (s *subscription) deal(after int64, page eventsourcing.Page) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range page.Records {
		record := &page.Records[i]
		if l := s.lanes[laneOf(record.Stream, len(s.lanes))]; l != nil && l.follows(after) {
			l.stage(record)
		}
	}
	for _, l := range s.lanes {
		if l != nil && l.follows(after) && l.enqueue(page.Next) {
			signal(l.wake)
		}
	}
}

// signal wakes whoever waits on a channel of capacity one.
func signal(channel chan struct{}) {
	select {
	case channel <- struct{}{}:
	default:
	}
}
