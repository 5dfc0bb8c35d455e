package postgres

import (
	"slices"
	"strings"
	"sync"
)

// horizon knows up to which position no event can appear any more. Positions are drawn when events are
// inserted and events are seen when they are committed, in any order: beyond the horizon a hole between two
// events may still be filled. docs/decisions/0008-a-feed-without-gaps.md has the whole argument.
//
// A reader at a hole takes a look, in this order: the greatest event there is, then the appenders in flight.
//
//   - A position below the greatest event's was drawn before that event was. Whoever drew it held the lock of
//     appenders before, and holds it until the transaction has ended. So it is among the appenders seen, or its
//     transaction has ended: once those are gone, everything up to the greatest event is settled.
//   - A transaction gives its locks back after its events have become visible. So who is not among the
//     appenders has events that every later snapshot shows, and no earlier one need: a horizon counts only for
//     pages read after it was found.
//   - The greatest event, and not the greatest position given, because an event that is seen is on the disk.
//     Positions that were drawn and rolled back may be drawn again after a crash.
//
// All readers of a process share one, so that they neither repeat a look nor wait for it twice.
type horizon struct {
	mu      sync.Mutex
	settled int64
	// looks counts those begun.
	looks   int64
	pending []observation
}

// observation says that everything up to a position is settled once these appenders are gone.
type observation struct {
	upTo      int64
	appenders map[string]bool
	// looks is how many looks had begun by then: only a later one shows who is gone.
	looks int64
}

// look is one being taken.
type look struct{ settled, number int64 }

// observations are kept at most; each look under load makes one.
const observations = 16

// now returns the horizon for pages read from now on.
func (h *horizon) now() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.settled
}

// raise notes what a reader found settled by seeing it all.
func (h *horizon) raise(to int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.settled = max(h.settled, to)
}

// awaits reports whether a reader at that position stands before a hole that has been looked at.
func (h *horizon) awaits(position int64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return position >= h.settled && slices.ContainsFunc(h.pending, func(o observation) bool { return o.upTo > position })
}

// begin is called before a look.
func (h *horizon) begin() look {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.looks++
	return look{settled: h.settled, number: h.looks}
}

// end is told what a look has seen, and returns the horizon for pages read after it.
func (h *horizon) end(l look, greatest int64, appenders []string) (settled int64) {
	inFlight := make(map[string]bool, len(appenders))
	for _, appender := range appenders {
		inFlight[appender] = true
	}
	settled = l.settled
	if len(inFlight) == 0 {
		settled = max(settled, greatest)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range h.pending {
		o := &h.pending[i]
		if l.number > o.looks && o.gone(inFlight) {
			settled = max(settled, o.upTo)
		}
	}
	h.settled = max(h.settled, settled)
	h.pending = slices.DeleteFunc(h.pending, func(o observation) bool { return o.upTo <= h.settled })
	latest := h.settled
	if last := len(h.pending) - 1; last >= 0 {
		latest = h.pending[last].upTo
	}
	if greatest > latest && len(h.pending) < observations {
		h.pending = append(h.pending, observation{upTo: greatest, appenders: inFlight, looks: h.looks})
	}
	return settled
}

// gone leaves those appenders that are still in flight, and reports whether none is.
//
// A transaction goes by the name its session gave it. One that was prepared for a two-phase commit may lose
// that name, when the server restarts, for one of its own: so if somebody vanished, every prepared one that was
// not known before may be what became of them, and is waited for instead.
func (o *observation) gone(inFlight map[string]bool) bool {
	remaining, vanished := make(map[string]bool, len(o.appenders)), false
	for appender := range o.appenders {
		if inFlight[appender] {
			remaining[appender] = true
		} else if !isPrepared(appender) {
			vanished = true
		}
	}
	for appender := range inFlight {
		if vanished && isPrepared(appender) {
			remaining[appender] = true
		}
	}
	o.appenders = remaining
	return len(remaining) == 0
}

// isPrepared tells the transactions that belong to no session.
func isPrepared(appender string) bool { return strings.HasPrefix(appender, "-1/") }
