package nats_test

import (
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats/natstest"
)

// BenchmarkPublish publishes an event per operation, waiting for each answer, as many side by side as a
// relay has lanes.
func BenchmarkPublish(b *testing.B) {
	for _, lanes := range []int{1, 8} {
		b.Run(fmt.Sprintf("lanes=%d", lanes), func(b *testing.B) {
			conn := natstest.Connection(b)
			publisher := newPublisher(b, conn, natstest.Config(b, conn))
			b.ResetTimer()
			var publishing sync.WaitGroup
			for lane := range lanes {
				publishing.Go(func() {
					for i := lane; i < b.N; i += lanes {
						if err := publisher.Publish(topic, event(strconv.Itoa(lane), i)); err != nil {
							b.Error(err)
						}
					}
				})
			}
			publishing.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
		})
	}
}

// BenchmarkReceive takes and acks an event per operation, out of a stream filled before, by one
// member of the group or two with connections of their own.
func BenchmarkReceive(b *testing.B) {
	for _, members := range []int{1, 2} {
		for _, lanes := range []int{1, 8, 32} {
			b.Run(fmt.Sprintf("members=%d/lanes=%d", members, lanes), func(b *testing.B) { benchmarkReceive(b, members, lanes) })
		}
	}
}

func benchmarkReceive(b *testing.B, members, lanes int) {
	b.Helper()
	conn := natstest.Connection(b)
	config := natstest.Config(b, conn)
	config.Lanes = lanes
	publisher := newPublisher(b, conn, config)
	const side = 32
	var publishing sync.WaitGroup
	for lane := range side {
		publishing.Go(func() {
			for i := lane; i < b.N; i += side {
				if err := publisher.Publish(topic, event(strconv.Itoa(i), 1)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	publishing.Wait()
	require.Equal(b, b.N, stored(b, conn, config))
	left := make(chan struct{}, b.N)
	b.ResetTimer()
	for range members {
		messages := subscribe(b, newSubscriber(b, natstest.Connect(b, conn.ConnectedUrl()), config))
		go func() {
			for msg := range messages {
				msg.Ack()
				left <- struct{}{}
			}
		}()
	}
	for range b.N {
		<-left
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}
