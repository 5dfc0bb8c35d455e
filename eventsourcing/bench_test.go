package eventsourcing_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// floor does the work without the kernel: events as JSON in a map.
type floor map[string][][]byte

func (f floor) append(b *testing.B, id string, events ...es.Event[member]) {
	b.Helper()
	for _, event := range events {
		data, err := json.Marshal(event)
		if err != nil {
			b.Fatal(err)
		}
		f[id] = append(f[id], data)
	}
}

func (f floor) load(b *testing.B, id string) (m member) {
	b.Helper()
	for _, data := range f[id] {
		var event credited
		if err := json.Unmarshal(data, &event); err != nil {
			b.Fatal(err)
		}
		m = event.Evolve(m)
	}
	return m
}

func credits(n int) []es.Event[member] {
	events := make([]es.Event[member], n)
	for i := range events {
		events[i] = credited{Points: i, Note: "for being here"}
	}
	return events
}

// streams gives as many ids as the benchmark has rounds, each with n events already.
func streams(b *testing.B, n int, fill func(id string, events []es.Event[member])) []string {
	b.Helper()
	ids, events := make([]string, b.N), credits(n)
	for i := range ids {
		ids[i] = strconv.Itoa(i)
		if n > 0 {
			fill(ids[i], events)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	return ids
}

// BenchmarkWrite creates a stream with one event, and loads ten to append one.
func BenchmarkWrite(b *testing.B) {
	for _, n := range []int{0, 10} {
		event := credits(1)
		b.Run(fmt.Sprintf("load %d append 1/kernel", n), func(b *testing.B) {
			c, decision := newClub(b), record(event...)
			for _, id := range streams(b, n, func(id string, events []es.Event[member]) {
				require.NoError(b, c.decide(b.Context(), id, record(events...)))
			}) {
				if err := c.decide(b.Context(), id, decision); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("load %d append 1/floor", n), func(b *testing.B) {
			f := floor{}
			for _, id := range streams(b, n, func(id string, events []es.Event[member]) { f.append(b, id, events...) }) {
				f.load(b, id)
				f.append(b, id, event...)
			}
		})
	}
}

func BenchmarkLoad1000(b *testing.B) {
	b.Run("kernel", func(b *testing.B) {
		c := newClub(b)
		require.NoError(b, c.decide(b.Context(), "7", record(credits(1000)...)))
		b.ReportAllocs()
		for b.Loop() {
			c.load(b, "7")
		}
	})
	b.Run("floor", func(b *testing.B) {
		f := floor{}
		f.append(b, "7", credits(1000)...)
		b.ReportAllocs()
		for b.Loop() {
			f.load(b, "7")
		}
	})
}

func BenchmarkAppend1000(b *testing.B) {
	events := credits(1000)
	b.Run("kernel", func(b *testing.B) {
		c := newClub(b)
		for _, id := range streams(b, 0, nil) {
			if err := c.decide(b.Context(), id, record(events...)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("floor", func(b *testing.B) {
		f := floor{}
		for _, id := range streams(b, 0, nil) {
			f.append(b, id, events...)
		}
	})
}

// BenchmarkSealing is what a personal part costs: the difference to a public event of the same size, per
// event, once in a unit of work and a hundred times.
func BenchmarkSealing(b *testing.B) {
	for _, n := range []int{1, 100} {
		personal, public := make([]es.Event[member], n), make([]es.Event[member], n)
		for i := range n {
			personal[i] = joined{ID: "7", Person: es.NewPersonal(identity{secretName})}
			public[i] = credited{Note: secretName}
		}
		for name, events := range map[string][]es.Event[member]{"personal": personal, "public": public} {
			b.Run(fmt.Sprintf("write %d %s", n, name), func(b *testing.B) {
				c := newClub(b)
				c.joins(b, "7", secretName)
				for _, id := range streams(b, 0, nil) {
					if err := c.decide(b.Context(), id, record(events...)); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/event")
			})
			b.Run(fmt.Sprintf("read %d %s", n, name), func(b *testing.B) {
				c := newClub(b)
				c.joins(b, "7", secretName)
				require.NoError(b, c.decide(b.Context(), "x", record(events...)))
				b.ReportAllocs()
				for b.Loop() {
					c.load(b, "x")
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/event")
			})
		}
	}
}

// BenchmarkFeatures is a command as an account uses the kernel: a new data key, a claim, a sealed part;
// and one that loads ten sealed events to append one more and claim.
func BenchmarkFeatures(b *testing.B) {
	claim := func(ctx context.Context, c club, id string, create bool, events ...es.Event[member]) error {
		return c.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
			begin := func() (*es.Aggregate[member], error) { return c.members.Load(ctx, unit, id) }
			if create {
				if err := unit.CreateKey(ctx, id); err != nil {
					return err
				}
				begin = func() (*es.Aggregate[member], error) { return c.members.Begin(unit, id) }
			}
			m, err := begin()
			if err != nil {
				return err
			}
			unit.Claim(unit.Key("phone", id+"#"+strconv.FormatInt(m.Version(), 10)), m.Stream(), time.Time{})
			return m.Decide(record(events...))
		})
	}
	joins := func(id string, n int) []es.Event[member] {
		events := make([]es.Event[member], n)
		for i := range events {
			events[i] = joined{ID: id, Person: es.NewPersonal(identity{secretName})}
		}
		return events
	}
	b.Run("create", func(b *testing.B) {
		c := newClub(b)
		for _, id := range streams(b, 0, nil) {
			if err := claim(b.Context(), c, id, true, joins(id, 1)...); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("load 10 append 1", func(b *testing.B) {
		c := newClub(b)
		for _, id := range streams(b, 10, func(id string, _ []es.Event[member]) {
			require.NoError(b, claim(b.Context(), c, id, true, joins(id, 10)...))
		}) {
			if err := claim(b.Context(), c, id, false, joins(id, 1)...); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("batch of 1000", func(b *testing.B) {
		c := newClub(b)
		for _, id := range streams(b, 0, nil) {
			if err := claim(b.Context(), c, id, true, joins(id, 1000)...); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("load 1000", func(b *testing.B) {
		c := newClub(b)
		require.NoError(b, claim(b.Context(), c, "7", true, joins("7", 1000)...))
		b.ReportAllocs()
		for b.Loop() {
			c.load(b, "7")
		}
	})
}
