package feed_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// BenchmarkDelivery delivers and acks one event per operation, out of a store filled before. One
// consumer takes the messages of all lanes.
func BenchmarkDelivery(b *testing.B) {
	store := filled(b, b.N, 1000)
	b.ResetTimer()
	messages := subscribe(b, store)
	for range b.N {
		(<-messages).Ack()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}

// BenchmarkWake measures from before an append to the delivery of its event, with the reader at rest.
func BenchmarkWake(b *testing.B) {
	store := filled(b, 0, 1)
	messages := subscribe(b, store)
	for i := range b.N {
		appendTo(b, store, eventsourcing.Stream{Category: "bench", ID: strconv.Itoa(i % 8)}, 1)
		(<-messages).Ack()
	}
}

func subscribe(b *testing.B, store feed.Store) <-chan *message.Message {
	b.Helper()
	subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "bench"})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, subscriber.Close()) })
	messages, err := subscriber.Subscribe(b.Context(), "bench")
	require.NoError(b, err)
	return messages
}

func filled(b *testing.B, events, streams int) eventsourcing.Store {
	b.Helper()
	store := newStore(b)
	for left, i := events, 0; left > 0; i++ {
		appendTo(b, store, eventsourcing.Stream{Category: "bench", ID: strconv.Itoa(i % streams)}, min(left, 10))
		left -= min(left, 10)
	}
	return store
}

func appendTo(b *testing.B, store eventsourcing.Appender, stream eventsourcing.Stream, count int) {
	b.Helper()
	records := make([]eventsourcing.Record, count)
	for i := range records {
		records[i] = eventsourcing.Record{
			Stream: stream, ID: "01K9ZZZZZZZZZZZZZZZZZZZZZZ", Type: "bench.happened", Schema: 1, Time: time.Now(),
			Data: []byte(`{"account":"01K9ZZZZZZZZZZZZZZZZZZZZZZ","at":"2026-11-21T12:00:00Z","kind":"contact","count":12}`),
		}
	}
	_, err := store.Append(b.Context(), eventsourcing.Batch{
		Now:     time.Now(),
		Streams: []eventsourcing.Append{{Stream: stream, Expected: eventsourcing.AnyVersion, Records: records}},
	})
	require.NoError(b, err)
}
