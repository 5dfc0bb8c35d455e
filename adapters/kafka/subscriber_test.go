package kafka_test

import (
	"context"
	"sync"
	"testing"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/kabinet-go/kabinet/adapters/kafka"
)

// Whatever others write into the topic is logged and passed over, and what comes behind it goes on.
func TestForeignMessagesArePassedOver(t *testing.T) {
	c := newCluster(t)
	config := c.config("letters")
	logger := watermill.NewCaptureLogger()
	config.Partitions, config.Logger = 1, logger
	publisher := newPublisher(t, config)
	require.NoError(t, publisher.Publish(topic, happened("a0", 1)))
	client, err := kgo.NewClient(kgo.SeedBrokers(c.brokers...))
	require.NoError(t, err)
	defer client.Close()
	header := func(key, value string) kgo.RecordHeader { return kgo.RecordHeader{Key: key, Value: []byte(value)} }
	foreign := []*kgo.Record{
		{},
		{Key: []byte("account/a0")},
		{Value: []byte("Анна Ёлкина"), Headers: []kgo.RecordHeader{header("", ""), header("", "")}},
		{Headers: []kgo.RecordHeader{header("_watermill_message_uuid", "1"), header("_watermill_message_uuid", "2")}},
		{Headers: []kgo.RecordHeader{header("_watermill_message_uuid", "1"), header("kabinet_stream", "account/a"), header("kabinet_stream", "account/b")}},
	}
	for _, record := range foreign {
		record.Topic = topic
		require.NoError(t, client.ProduceSync(t.Context(), record).FirstErr())
	}
	require.NoError(t, publisher.Publish(topic, happened("a0", 2)))

	subscriber := newSubscriber(t, config)
	seen := read(t, subscriber, ackAll).awaitAll(t, 1, 2)
	assert.Equal(t, []string{"a0-1", "a0-2"}, seen)
	passed := logger.Captured()[watermill.ErrorLogLevel]
	require.Len(t, passed, len(foreign))
	assert.Equal(t, int64(1), passed[0].Fields["offset"], "says where it lies")
	assert.Equal(t, int32(0), passed[0].Fields["partition"])
	assert.Equal(t, topic, passed[0].Fields["topic"])
}

func TestSubscriptionEnds(t *testing.T) {
	c := newCluster(t)
	subscriber, err := kafka.NewSubscriber(c.config("letters"))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	byContext, err := subscriber.Subscribe(ctx, topic)
	require.NoError(t, err)
	byClose, err := subscriber.Subscribe(context.Background(), "message")
	require.NoError(t, err)
	cancel()
	requireClosed(t, byContext)

	var closing sync.WaitGroup
	for range 3 {
		closing.Go(func() { assert.NoError(t, subscriber.Close()) })
	}
	closing.Wait()
	requireClosed(t, byClose)
	require.NoError(t, subscriber.Close())
	_, err = subscriber.Subscribe(context.Background(), topic)
	require.ErrorIs(t, err, kafka.ErrClosed)
	require.ErrorIs(t, subscriber.SubscribeInitialize(topic), kafka.ErrClosed)
	assert.False(t, c.shared("letters", 1), "the group was left")
}

func requireClosed(t *testing.T, messages <-chan *message.Message) {
	t.Helper()
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		for range messages {
			t.Error("unexpected message")
		}
	}()
	within(t, "channel closed", closed)
}

// A message's context has the values of the subscription's, and ends with the answer.
func TestContextsOfMessages(t *testing.T) {
	type key struct{}
	c := newCluster(t)
	publishAll(t, newPublisher(t, c.config("")), 1, 1, 1)
	messages, err := newSubscriber(t, c.config("letters")).Subscribe(context.WithValue(t.Context(), key{}, "value"), topic)
	require.NoError(t, err)
	msg := <-messages
	assert.Equal(t, "value", msg.Context().Value(key{}))
	require.NoError(t, msg.Context().Err())
	msg.Ack()
	within(t, "the context's end", msg.Context().Done())
}
