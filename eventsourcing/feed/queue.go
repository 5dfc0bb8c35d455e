package feed

import (
	"sync"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// queue holds the records that wait for a lane, and knows how far the lane has come. The reader puts
// records in, the lane takes them out, the keeper asks for the position.
type queue struct {
	batch, limit int

	mu      sync.Mutex
	inbox   []eventsourcing.Record
	waiting int   // records put in and not yet handled
	seen    int64 // everything up to here was put in
	handled int64 // everything up to here was handled

	// The rest needs no lock.
	staged []eventsourcing.Record // of the page being dealt, reader only
	full   bool                   // left behind by the reader, reader only
	work   []eventsourcing.Record // taken out of the inbox, lane only
	cursor int                    // in work, lane only
}

func newQueue(config Config) queue { return queue{batch: config.ReadBatch, limit: config.LaneQueue} }

// progress returns the position up to which records were put in, and how many of them still wait.
func (q *queue) progress() (seen int64, waiting int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.seen, q.waiting
}

// hasRoom reports whether a page fits in. A queue that was full has room again when half of it is
// worked off.
func (q *queue) hasRoom(waiting int) bool {
	if q.full {
		q.full = waiting > q.resume()
	} else {
		q.full = waiting > q.limit-q.batch
	}
	return !q.full
}

func (q *queue) resume() int { return q.limit / 2 }

// follows reports whether the queue takes part in the page read after that position: it has room, and
// nothing before the page is missing in it.
func (q *queue) follows(after int64) bool { return !q.full && q.seen >= after }

// stage notes a record of the present page.
func (q *queue) stage(record *eventsourcing.Record) {
	if record.Position > q.seen {
		q.staged = append(q.staged, *record)
	}
}

// enqueue puts in what was staged, and notes that nothing else comes up to next.
func (q *queue) enqueue(next int64) (added bool) {
	q.mu.Lock()
	q.inbox = append(q.inbox, q.staged...)
	q.waiting += len(q.staged)
	q.seen = max(q.seen, next)
	q.mu.Unlock()
	added = len(q.staged) > 0
	clear(q.staged)
	q.staged = q.staged[:0]
	return added
}

// next returns the record to handle; nil when none waits. It stays valid until the call after.
func (q *queue) next() *eventsourcing.Record {
	if q.cursor == len(q.work) {
		clear(q.work)
		q.mu.Lock()
		q.work, q.inbox = q.inbox, q.work[:0]
		q.mu.Unlock()
		q.cursor = 0
	}
	if q.cursor == len(q.work) {
		return nil
	}
	q.cursor++
	return &q.work[q.cursor-1]
}

// finish notes that the record at the position was handled. It reports whether that is the moment when
// a reader waiting for room should look again.
func (q *queue) finish(position int64) (drained bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.handled = position
	q.waiting--
	return q.waiting == 0 || q.waiting == q.resume()
}

// position is the place up to which everything was handled.
func (q *queue) position() int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waiting == 0 {
		return q.seen
	}
	return q.handled
}
