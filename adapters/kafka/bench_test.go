package kafka_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkPublish publishes from eight goroutines, as a relay of eight lanes does.
func BenchmarkPublish(b *testing.B) {
	publisher := newPublisher(b, newCluster(b).config(""))
	require.NoError(b, publisher.Publish(topic, happened("first", 1)))
	var account atomic.Int64
	b.SetParallelism(4) // goroutines for each of two cores
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		id := owner(int(account.Add(1)))
		for version := int64(1); pb.Next(); version++ {
			if err := publisher.Publish(topic, happened(id, version)); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}

// BenchmarkDeliver takes and acks one message per operation out of a topic filled before, with one
// consumer for all partitions.
func BenchmarkDeliver(b *testing.B) {
	config := newCluster(b).config("letters")
	publisher := newPublisher(b, config)
	const accounts = 64
	publishAll(b, publisher, accounts, 1, int64(b.N/accounts)+1)
	messages, err := newSubscriber(b, config).Subscribe(context.Background(), topic)
	require.NoError(b, err)
	(<-messages).Ack()
	b.ResetTimer()
	for range b.N {
		(<-messages).Ack()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}
