package kafka_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/IBM/sarama"
	watermillkafka "github.com/ThreeDotsLabs/watermill-kafka/v3/pkg/kafka"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// Each test here shows a promise of this package beside what watermill-kafka does by default. When one of
// the latter fails after an upgrade, docs/decisions/0010 has a reason less.

func plainPublisher(t *testing.T, c *cluster) message.Publisher {
	t.Helper()
	publisher, err := watermillkafka.NewPublisher(watermillkafka.PublisherConfig{Brokers: c.brokers}, nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, publisher.Close()) })
	return publisher
}

// plainSubscriber differs from the default in its times alone, and where a test says so.
func plainSubscriber(t *testing.T, c *cluster, initial int64) message.Subscriber {
	t.Helper()
	client := watermillkafka.DefaultSaramaSubscriberConfig()
	client.Consumer.Group.Heartbeat.Interval = 100 * time.Millisecond
	client.Consumer.Offsets.Initial = initial
	subscriber, err := watermillkafka.NewSubscriber(watermillkafka.SubscriberConfig{
		Brokers: c.brokers, ConsumerGroup: "letters", OverwriteSaramaConfig: client, NackResendSleep: nackPause,
	}, nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, subscriber.Close()) })
	return subscriber
}

const nackPause = 20 * time.Millisecond

func TestKeysAreSet(t *testing.T) {
	c := newCluster(t)
	require.NoError(t, c.CreateTopic(topic, 4, nil))
	require.NoError(t, plainPublisher(t, c).Publish(topic, happened("a", 1)))
	require.NoError(t, newPublisher(t, c.config("")).Publish(topic, happened("a", 2)))
	records := c.records(t, topic)
	assert.Nil(t, records[0].Key, "watermill-kafka sets none")
	assert.Equal(t, "account/a", string(records[1].Key))
}

func TestEveryCopyIsWaitedFor(t *testing.T) {
	c := newCluster(t)
	require.NoError(t, c.CreateTopic(topic, 4, nil))
	acks := c.acks()
	require.NoError(t, plainPublisher(t, c).Publish(topic, happened("a", 1)))
	assert.EqualValues(t, 1, acks.Load(), "watermill-kafka waits for the leader alone")
	require.NoError(t, newPublisher(t, c.config("")).Publish(topic, happened("a", 2)))
	assert.EqualValues(t, -1, acks.Load(), "all in-sync copies")
}

// acks remembers what the latest producer asked for.
func (c *cluster) acks() *atomic.Int64 {
	var acks atomic.Int64
	c.ControlKey(int16(kmsg.Produce), func(request kmsg.Request) (kmsg.Response, error, bool) {
		acks.Store(int64(request.(*kmsg.ProduceRequest).Acks))
		return nil, nil, false
	})
	return &acks
}

// An answer that was lost stores the event twice, here as there: it is told by its UUID.
func TestLostAnswersRepeatTheEvent(t *testing.T) {
	c := newCluster(t)
	require.NoError(t, c.CreateTopic(topic, 1, nil))
	publisher := newPublisher(t, c.config(""))
	c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Topic: topic, Err: kerr.RequestTimedOut})
	require.NoError(t, publisher.Publish(topic, happened("a", 1)))
	records := c.records(t, topic)
	require.Len(t, records, 2)
	for _, record := range records {
		assert.Equal(t, "a-1", string(record.Headers[0].Value))
	}
}

func TestOldEventsReachNewGroups(t *testing.T) {
	for name, test := range map[string]struct {
		subscriber func(*testing.T, *cluster) message.Subscriber
		first      string
	}{
		"watermill-kafka": {func(t *testing.T, c *cluster) message.Subscriber {
			return plainSubscriber(t, c, watermillkafka.DefaultSaramaSubscriberConfig().Consumer.Offsets.Initial)
		}, "a-2"},
		"kabinet": {func(t *testing.T, c *cluster) message.Subscriber { return newSubscriber(t, c.config("letters")) }, "a-1"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t)
			publisher := newPublisher(t, c.config(""))
			require.NoError(t, publisher.Publish(topic, happened("a", 1)))
			fetching := c.asking(kmsg.Fetch, 1)
			r := read(t, test.subscriber(t, c), ackAll)
			within(t, "the subscriber at work", fetching)
			require.NoError(t, publisher.Publish(topic, happened("a", 2)))
			seen := r.await(t, func(seen []string) bool { return slices.Contains(seen, "a-2") })
			assert.Equal(t, test.first, seen[0])
		})
	}
}

func bothSubscribers(test func(t *testing.T, c *cluster, subscriber func() message.Subscriber, ours bool)) func(*testing.T) {
	return func(t *testing.T) {
		t.Run("watermill-kafka", func(t *testing.T) {
			c := newCluster(t)
			test(t, c, func() message.Subscriber { return plainSubscriber(t, c, sarama.OffsetOldest) }, false)
		})
		t.Run("kabinet", func(t *testing.T) {
			c := newCluster(t)
			config := c.config("letters")
			config.Backoff = feed.Exponential(nackPause, nackPause)
			test(t, c, func() message.Subscriber { return newSubscriber(t, config) }, true)
		})
	}
}

// A message that fails on and on, and a member that joins. watermill-kafka delivers the message again and
// again without leaving the old sharing, so that nobody of the group gets anything.
func TestSharingAnewWaitsForNoFailingMessage(t *testing.T) {
	bothSubscribers(func(t *testing.T, c *cluster, subscriber func() message.Subscriber, ours bool) {
		publisher := newPublisher(t, c.config(""))
		publishAll(t, publisher, 1, 1, 1)
		var failures atomic.Int64
		healed := make(chan struct{})
		handle := func(msg *message.Message) bool {
			if msg.UUID != "a0-1" {
				return true
			}
			failures.Add(1)
			select {
			case <-healed:
				return true
			default:
				return false
			}
		}
		r := read(t, subscriber(), handle)
		r.await(t, func(seen []string) bool { return len(seen) > 2 })
		before, atWork := failures.Load(), make(chan struct{})
		begin := sync.OnceFunc(func() { close(atWork) })
		r.subscribe(t, subscriber(), func(msg *message.Message) bool {
			begin()
			return handle(msg)
		})
		r.await(t, func([]string) bool { return c.shared("letters", 2) || failures.Load() > before+100 })
		assert.Equal(t, ours, c.shared("letters", 2), "the second member has its share")
		close(healed)
		publishUntil(t, publisher, 16, 2, atWork)
	})(t)
}

// A message acked while the group shares anew. watermill-kafka forgets the ack.
func TestAcksWhileSharingAnewCount(t *testing.T) {
	bothSubscribers(func(t *testing.T, c *cluster, subscriber func() message.Subscriber, ours bool) {
		publisher := newPublisher(t, c.config(""))
		publishAll(t, publisher, 1, 1, 1)
		release := make(chan struct{})
		handle := func(*message.Message) bool {
			<-release
			return true
		}
		r := read(t, subscriber(), handle)
		r.await(t, func(seen []string) bool { return len(seen) == 1 })
		joining := c.asking(kmsg.JoinGroup, 1)
		r.subscribe(t, subscriber(), handle)
		within(t, "the second member asking to join", joining)
		within(t, "the first member hearing of it", c.asking(kmsg.Heartbeat, 3))
		close(release)
		publishAll(t, publisher, 1, 2, 2)
		seen := r.await(t, func(seen []string) bool { return slices.Contains(seen, "a0-2") })
		if ours {
			assert.Equal(t, []string{"a0-1", "a0-2"}, seen)
		} else {
			assert.Equal(t, []string{"a0-1", "a0-1", "a0-2"}, seen)
		}
	})(t)
}
