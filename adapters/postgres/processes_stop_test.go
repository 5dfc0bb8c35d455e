//go:build unix

package postgres_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
)

// pause is what a worker says when it pauses in the middle of a transaction.
type pause struct{ event, lane string }

// stopAt has a worker pause at a place in the transaction of its next event, and when it has nothing else in
// hand stops it, as a machine does that is suspended.
func (h *house) stopAt(w *worker, place string) pause {
	h.tb.Helper()
	until(h.tb, w.Name+" has its share", func() bool { return len(h.lanesOf(w)) == lanes/2 })
	until(h.tb, "every stream is known", func() bool {
		h.write(streams)
		h.settle()
		return ask[int](h, "SELECT count(DISTINCT stream) FROM handled") == streams
	})
	w.tell("pause " + place)
	h.write(2 * streams)
	words := w.hear("paused")
	at := pause{event: words[0], lane: words[1]}
	until(h.tb, "everything is handled but in that lane", func() bool {
		return ask[bool](h, `SELECT NOT EXISTS (SELECT FROM events e WHERE NOT EXISTS (SELECT FROM handled WHERE event = e.event)
			AND (SELECT lane FROM handled WHERE stream = e.category || '/' || e.id LIMIT 1) <> $1)`, at.lane)
	})
	require.NoError(h.tb, w.process.Process.Signal(syscall.SIGSTOP))
	return at
}

// resume lets it go on.
func (h *house) resume(w *worker) {
	h.tb.Helper()
	w.tell("go")
	require.NoError(h.tb, w.process.Process.Signal(syscall.SIGCONT))
}

// handler names who handled an event, if anybody has.
func (h *house) handler(event string) string {
	h.tb.Helper()
	return ask[string](h, "SELECT coalesce((SELECT worker FROM handled WHERE event = $1 LIMIT 1), '')", event)
}

// pair is two workers; the first will be stopped, and does not heed that its lease ends.
func pair(t *testing.T, stall time.Duration) (h *house, stopped, other *worker) {
	t.Helper()
	h = newHouse(t, postgrestest.Connection(t))
	stubborn := handlerOrder("stopped")
	stubborn.Stall, stubborn.Stubborn = stall, true
	return h, h.start(stubborn), h.start(handlerOrder("other"))
}

// The lease ends while the worker stands in the middle of its transaction: another handles the event, and the
// first may not commit any more.
func TestAWorkerStoppedBeforeTheFenceCannotCommit(t *testing.T) {
	h, stopped, other := pair(t, 0)
	at := h.stopAt(stopped, "before-fence")
	until(t, "another handles the event", func() bool { return h.handler(at.event) == other.Name })
	h.resume(stopped)
	why := stopped.hear("failed", at.event)
	require.Equal(t, "true", why[0], "refused by the fence: %q", why)
	h.backAtWork(stopped)
}

// Between the check of the fence and the commit nobody else can get the lane, however long it takes; but all
// others can.
func TestAWorkerStoppedBehindTheFenceHoldsUpItsLaneOnly(t *testing.T) {
	h, stopped, other := pair(t, 0)
	at := h.stopAt(stopped, "before-commit")
	until(t, "the lease has run out", func() bool {
		return ask[bool](h, "SELECT expires < clock_timestamp() FROM leases WHERE name = $1", at.lane)
	})
	since := ask[int64](h, "SELECT nextval('happened')")
	until(t, "every other lane moves", func() bool {
		h.write(15)
		return ask[int](h, "SELECT count(DISTINCT lane) FROM handled WHERE worker = $1 AND seq > $2", other.Name, since) == lanes-1
	})
	require.Empty(t, h.handler(at.event))
	h.resume(stopped)
	until(t, "the transaction is committed", func() bool { return h.handler(at.event) != "" })
	require.Equal(t, stopped.Name, h.handler(at.event))
	h.backAtWork(stopped)
}

// A server told not to bear idle transactions ends that one, and the lane moves too.
func TestTheServerEndsATransactionThatStandsStill(t *testing.T) {
	h, stopped, other := pair(t, shortLease)
	at := h.stopAt(stopped, "before-commit")
	until(t, "another handles the event", func() bool { return h.handler(at.event) == other.Name })
	h.resume(stopped)
	stopped.hear("failed", at.event)
	h.backAtWork(stopped)
}

// An alarm that was stopped in the middle of a timer finds its lease lost, and its handlers are told: the timer
// is what another made of it.
func TestAStoppedAlarmEndsItsTimers(t *testing.T) {
	h := newHouse(t, postgrestest.Connection(t))
	stopped := h.start(order{Role: "alarm", Name: "stopped", Lease: shortLease, Poll: shortPoll})
	stopped.tell("pause ringing")
	h.setTimers(20, 0)
	timer := stopped.hear("paused")[0]
	require.NoError(t, stopped.process.Process.Signal(syscall.SIGSTOP))
	h.start(order{Role: "alarm", Name: "other", Lease: shortLease, Poll: shortPoll})
	until(t, "another fires the timer", func() bool { return ask[bool](h, "SELECT EXISTS (SELECT FROM rung WHERE timer = $1)", timer) })
	require.NoError(t, stopped.process.Process.Signal(syscall.SIGCONT))
	until(t, "the loss of the lease is noticed", func() bool { return stopped.said("the lease for firing timers is lost") })
	stopped.tell("go")
	stopped.hear("rang", timer)
	h.timersSettled()
	require.Equal(t, []string{"other"}, askAll[string](h, "SELECT worker FROM rung WHERE timer = $1", timer))
	h.prove(leasesWereKept)
}
