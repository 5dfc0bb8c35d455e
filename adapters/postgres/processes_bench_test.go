package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// BenchmarkTakeOver kills one of two workers and measures on the server's clock how long it takes until the
// leases of its lanes have another holder, and until events in them are handled; and what the leases cost while
// nothing happens.
func BenchmarkTakeOver(b *testing.B) {
	for _, lease := range []time.Duration{2 * time.Second, 5 * time.Second, 15 * time.Second} {
		b.Run(lease.String(), func(b *testing.B) {
			h := newHouse(b, postgrestest.Connection(b))
			hired := 0
			hire := func() *worker {
				hired++
				w := h.start(order{Role: "handler", Name: fmt.Sprintf("w%d", hired), Lease: lease})
				return w
			}
			first, second := hire(), hire()
			shared := func() bool { return len(h.lanesOf(first)) == lanes/2 && len(h.lanesOf(second)) == lanes/2 }
			until(b, "they share the lanes", shared)
			renewals := h.renewals(int(400 / lease.Seconds()))
			var taken, moved, longest time.Duration
			rounds := 0
			for b.Loop() {
				rounds++
				until(b, "they share the lanes", shared)
				gone := h.now()
				taken += h.takeOver(first, func() {
					first.kill()
					h.write(4 * streams)
				})
				h.settle()
				move := ask[time.Time](h, "SELECT max(at) FROM handled").Sub(gone)
				moved, longest = moved+move, max(longest, move)
				first, second = second, hire()
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(taken.Seconds()/float64(rounds), "s/takeover")
			b.ReportMetric(moved.Seconds()/float64(rounds), "s/move")
			b.ReportMetric(longest.Seconds(), "s/longest-move")
			b.ReportMetric(renewals/2, "renewals/s/worker")
		})
	}
}

// renewals returns how many leases were renewed in a second, from so many renewals.
func (h *house) renewals(enough int) float64 {
	h.tb.Helper()
	const updates = "SELECT n_tup_upd FROM pg_stat_user_tables WHERE relid = 'leases'::regclass"
	first, began := ask[int](h, updates), h.now()
	until(h.tb, "leases are renewed", func() bool { return ask[int](h, updates) >= first+enough })
	return float64(ask[int](h, updates)-first) / h.now().Sub(began).Seconds()
}

// BenchmarkCatchUp kills a worker that has handled a tenth of 100,000 events and saved nothing, and measures how
// long another takes for all of them: one that does nothing with them, and one with a transaction for each.
func BenchmarkCatchUp(b *testing.B) {
	const events, batch = 100_000, 1_000
	for _, role := range []string{"counter", "handler"} {
		b.Run(role, func(b *testing.B) {
			var moved, took time.Duration
			rounds := 0
			for b.Loop() {
				rounds++
				h := newHouse(b, postgrestest.Connection(b))
				for i := range events / batch {
					stream := eventsourcing.Stream{Category: category, ID: fmt.Sprint(i)}
					_, err := h.store.Append(b.Context(), eventsourcing.Batch{Now: time.Now(), Streams: []eventsourcing.Append{
						{Stream: stream, Expected: 0, Records: someRecords(batch)},
					}})
					require.NoError(b, err)
				}
				killed := h.start(order{Role: role, Name: "killed", Lease: 2 * time.Second, Checkpoint: time.Hour})
				until(b, "a tenth is handled", func() bool { return killed.count("acked") >= events/10/1000 })
				killed.kill()
				began := h.now()
				heir := h.start(order{Role: role, Name: "heir", Lease: 2 * time.Second})
				until(b, "it has all lanes", func() bool { return len(h.lanesOf(heir)) == lanes })
				moved += ask[time.Time](h, "SELECT max(at) FROM tenures WHERE starts_with(holder, 'heir-')").Sub(began)
				require.True(b, within(10*time.Minute, func() bool { return heir.count("acked") == events/1000 }))
				took += h.now().Sub(began)
				heir.kill()
			}
			b.ReportMetric(moved.Seconds()/float64(rounds), "s/until-it-moves")
			b.ReportMetric(took.Seconds()/float64(rounds), "s/all")
			b.ReportMetric(events*float64(rounds)/(took-moved).Seconds(), "events/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}
