package memory_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

func BenchmarkCreateOneEvent(b *testing.B) {
	store, now := memory.NewStore(), time.Now()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := store.Append(b.Context(), event("account", strconv.Itoa(i), now)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoadThousandEvents(b *testing.B) {
	store, now := memory.NewStore(), time.Now()
	batch := event("account", "1", now)
	for len(batch.Streams[0].Records) < 1000 {
		batch.Streams[0].Records = append(batch.Streams[0].Records, batch.Streams[0].Records[0])
	}
	if _, err := store.Append(b.Context(), batch); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range store.Load(b.Context(), batch.Streams[0].Stream, 0) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkTimersAmongHundredThousand(b *testing.B) {
	store, now := memory.NewStore(), time.Now()
	for i := range 100_000 {
		if _, err := store.Append(b.Context(), timer(strconv.Itoa(i), now.Add(time.Duration(i)*time.Second))); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := store.Append(b.Context(), timer(strconv.Itoa(i%100_000), now.Add(time.Duration(i)*time.Second))); err != nil {
			b.Fatal(err)
		}
		if _, err := store.Due(b.Context(), now.Add(time.Hour), 10); err != nil {
			b.Fatal(err)
		}
	}
}

func timer(id string, due time.Time) eventsourcing.Batch {
	key := eventsourcing.TimerKey{Stream: eventsourcing.Stream{Category: "account", ID: id}, Name: "reminder"}
	return eventsourcing.Batch{Timers: []eventsourcing.Timer{{TimerKey: key, Due: due}}}
}
