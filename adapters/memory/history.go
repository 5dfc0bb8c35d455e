package memory

import "github.com/kabinet-go/kabinet/eventsourcing"

// history is one stream: entries[i] has version i+1.
type history struct {
	stream   eventsourcing.Stream
	category *category
	entries  []*entry
	// claims are those the stream owns, which may be before its first record.
	claims []*claim
	// idle stands in the queue of the category while queued.
	idle   idleItem
	queued bool
}

// histories are the streams that have records or claims.
type histories struct {
	byStream   map[eventsourcing.Stream]*history
	categories map[string]*category
}

func newHistories() histories {
	return histories{byStream: map[eventsourcing.Stream]*history{}, categories: map[string]*category{}}
}

// of returns the history of the stream, a new one where there is none.
func (h *histories) of(stream eventsourcing.Stream) *history {
	found := h.byStream[stream]
	if found == nil {
		c := h.categories[stream.Category]
		if c == nil {
			c = newCategory()
			h.categories[stream.Category] = c
		}
		found = &history{stream: stream, category: c}
		h.byStream[stream] = found
	}
	return found
}

// leave drops the history of a stream that has nothing any more.
func (h *histories) leave(left *history) {
	if len(left.entries) == 0 && len(left.claims) == 0 {
		delete(h.byStream, left.stream)
	}
}
