package feedtest

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// Benchmark measures delivery from a store: Delivery takes and acks one event per operation, out of a
// store filled before, with one consumer for all lanes; Wake appends one event at a time with the
// reader at rest, and reports how long after the append the event was there.
func Benchmark(b *testing.B, newStore func(b *testing.B) eventsourcing.Store) {
	b.Run("Delivery", func(b *testing.B) { benchmarkDelivery(b, newStore(b)) })
	b.Run("Wake", func(b *testing.B) { benchmarkWake(b, newStore(b)) })
}

func benchmarkDelivery(b *testing.B, store eventsourcing.Store) {
	b.Helper()
	fill(b, store, b.N)
	messages := subscribe(b, store)
	b.ResetTimer()
	for range b.N {
		(<-messages).Ack()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}

func benchmarkWake(b *testing.B, store eventsourcing.Store) {
	b.Helper()
	messages := subscribe(b, store)
	took := make([]time.Duration, b.N)
	for i := range took {
		benchmarkAppend(b, store, eventsourcing.Append{Stream: stream(i % 8), Expected: eventsourcing.AnyVersion, Records: benchmarkRecords(i%8, 1)})
		appended := time.Now()
		msg := <-messages
		took[i] = time.Since(appended)
		msg.Ack()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds()), "wake-p50-ns")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "wake-p99-ns")
}

func subscribe(b *testing.B, store feed.Store) <-chan *message.Message {
	b.Helper()
	subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "benchmark"})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, subscriber.Close()) })
	messages, err := subscriber.Subscribe(b.Context(), category)
	require.NoError(b, err)
	return messages
}

// fill appends events to a thousand streams, ten at a time to each.
func fill(b *testing.B, store eventsourcing.Appender, events int) {
	b.Helper()
	const streams, each = 1000, 10
	for events > 0 {
		var appends []eventsourcing.Append
		for id := 0; id < streams && events > 0; id++ {
			count := min(events, each)
			events -= count
			appends = append(appends, eventsourcing.Append{Stream: stream(id), Expected: eventsourcing.AnyVersion, Records: benchmarkRecords(id, count)})
		}
		benchmarkAppend(b, store, appends...)
	}
}

func benchmarkRecords(id, count int) []eventsourcing.Record {
	records := make([]eventsourcing.Record, count)
	for i := range records {
		records[i] = eventsourcing.Record{
			Stream: stream(id), ID: fmt.Sprintf("01K9ZZZZZZZZZZZZZZZZZZ%04d", i), Type: "feedtest.happened", Schema: 1, Time: time.Now(),
			Data: []byte(`{"account":"01K9ZZZZZZZZZZZZZZZZZZZZZZ","at":"2026-11-21T12:00:00Z","kind":"contact","count":` + strconv.Itoa(i) + `}`),
		}
	}
	return records
}

func benchmarkAppend(b *testing.B, store eventsourcing.Appender, appends ...eventsourcing.Append) {
	b.Helper()
	_, err := store.Append(b.Context(), eventsourcing.Batch{Now: time.Now(), Streams: appends})
	require.NoError(b, err)
}
