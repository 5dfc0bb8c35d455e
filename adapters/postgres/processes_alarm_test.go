package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Of several alarms one works at a time. Each timer fires once, except those that were in hand when the alarm
// that had the lease was killed: these fire again.
func TestTimersFireOnceThoughAlarmsAreKilled(t *testing.T) {
	h := newHouse(t, postgrestest.Connection(t))
	var crew []*worker
	hire := func() {
		crew = append(crew, h.start(order{Role: "alarm", Name: fmt.Sprintf("a%d", len(crew)), Lease: shortLease, Poll: shortPoll}))
	}
	for range 3 {
		hire()
	}
	const timers = 400
	h.setTimers(timers, 6*time.Second)

	rung := func() int { return ask[int](h, "SELECT count(DISTINCT timer) FROM rung") }
	const kills = 3
	var killed []string
	for range kills {
		upTo := rung() + 1 + h.random.IntN(timers/kills/2)
		until(t, "timers fire", func() bool { return rung() >= upTo })
		var holder string
		until(t, "one has the lease", func() bool {
			holder = ask[string](h, "SELECT coalesce(holder, '') FROM leases WHERE name = 'alarm'")
			return holder != ""
		})
		gone := h.now()
		for _, w := range crew {
			if w.Name == holder {
				w.kill()
			}
		}
		killed = append(killed, holder)
		hire()
		until(t, "another takes over", func() bool {
			return ask[bool](h, "SELECT holder <> $1 FROM leases WHERE name = 'alarm'", holder)
		})
		took := ask[time.Time](h, "SELECT max(at) FROM tenures WHERE lease = 'alarm'").Sub(gone)
		t.Logf("%s is killed: another took over after %s", holder, took)
		require.Less(t, took, 2*shortLease+10*time.Second)
	}
	h.timersSettled()

	require.Equal(t, timers, rung())
	h.prove(leasesWereKept, findings{
		"fired early": "SELECT timer FROM rung WHERE early",
		"fired by an alarm without the lease": `
			SELECT format('%s by %s, when %s was the holder', timer, worker, holder) FROM (
				SELECT r.*, (SELECT t.holder FROM tenures t WHERE t.lease = 'alarm' AND t.seq < r.seq ORDER BY t.seq DESC LIMIT 1) AS holder
				FROM rung r) r
			WHERE worker IS DISTINCT FROM holder`,
		"fired again without need": fmt.Sprintf(`
			SELECT format('%%s by %%s', timer, workers) FROM (
				SELECT timer, array_agg(worker ORDER BY seq) AS workers FROM rung GROUP BY timer) r
			WHERE cardinality(workers) > 1 AND NOT workers[:cardinality(workers) - 1] <@ '{%s}'::text[]
			OR cardinality(workers) > (SELECT count(DISTINCT w) FROM unnest(workers) w)`, strings.Join(killed, ",")),
	})
	repeated := ask[int](h, "SELECT count(*) FROM rung") - timers
	t.Logf("%d of %d timers fired again", repeated, timers)
	require.LessOrEqual(t, repeated, kills*ringers)
}

// setTimers sets timers due at random times from now on.
func (h *house) setTimers(n int, within time.Duration) {
	h.tb.Helper()
	now := time.Now()
	set := eventsourcing.Batch{Now: now}
	for i := range n {
		set.Timers = append(set.Timers, eventsourcing.Timer{
			TimerKey: eventsourcing.TimerKey{Stream: eventsourcing.Stream{Category: category, ID: fmt.Sprint(i)}, Name: "ring"},
			Due:      now.Add(time.Duration(h.random.Int64N(int64(within) + 1))),
		})
	}
	_, err := h.store.Append(h.tb.Context(), set)
	require.NoError(h.tb, err)
}

// timersSettled waits until no timer is left.
func (h *house) timersSettled() {
	h.tb.Helper()
	until(h.tb, "every timer is settled", func() bool { return ask[int](h, "SELECT count(*) FROM timers") == 0 })
}
