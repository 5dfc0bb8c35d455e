package feedtest

import (
	"sync"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// exclusive complains when two messages of one stream are in hand at the same time.
type exclusive struct {
	mu   sync.Mutex
	busy map[eventsourcing.Stream]bool
}

func newExclusive() *exclusive { return &exclusive{busy: map[eventsourcing.Stream]bool{}} }

func (e *exclusive) enter(t scene, stream eventsourcing.Stream) (leave func()) {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.busy[stream] {
		t.Errorf("two messages of %s in hand", stream)
	}
	e.busy[stream] = true
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.busy[stream] = false
	}
}
