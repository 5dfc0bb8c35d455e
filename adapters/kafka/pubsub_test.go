package kafka_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/tests"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/kafka"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// asEvents publishes what Watermill's suite gives it as events of one stream for each topic.
type asEvents struct {
	message.Publisher
	version atomic.Int64
}

func (p *asEvents) Publish(topic string, messages ...*message.Message) error {
	events := make([]*message.Message, len(messages))
	for i, msg := range messages {
		version := p.version.Add(1)
		events[i] = feed.ToMessage(eventsourcing.Record{
			ID: msg.UUID, Stream: eventsourcing.Stream{Category: topic, ID: "messages"}, Version: version, Position: version,
			Type: "suite.published", Schema: 1, Time: time.Now(), Data: msg.Payload, Metadata: msg.Metadata,
		})
	}
	return p.Publisher.Publish(topic, events...)
}

// The suite stands on one cluster; its topics have names of their own.
func TestPubSub(t *testing.T) {
	brokers := brokersOf(t)
	group := func(t *testing.T, group string) (message.Publisher, message.Subscriber) {
		t.Helper()
		config := kafka.Config{
			Brokers: brokers, Group: group, Partitions: 4, Replicas: 1,
			Backoff: feed.Exponential(0, 0), HandOver: 3 * time.Second,
		}
		publisher, err := kafka.NewPublisher(config)
		require.NoError(t, err)
		subscriber, err := kafka.NewSubscriber(config)
		require.NoError(t, err)
		return &asEvents{Publisher: publisher}, subscriber
	}
	tests.TestPubSub(t,
		tests.Features{ConsumerGroups: true, GuaranteedOrder: true, Persistent: true},
		func(t *testing.T) (message.Publisher, message.Subscriber) {
			t.Helper()
			return group(t, "suite-"+t.Name())
		},
		group,
	)
}
