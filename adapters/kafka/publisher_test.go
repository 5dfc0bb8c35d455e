package kafka_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/IBM/sarama"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/kabinet-go/kabinet/adapters/kafka"
	"github.com/kabinet-go/kabinet/fault"
)

// What another team finds on the wire, whatever it is written in.
func TestRecordOnTheWire(t *testing.T) {
	c := newCluster(t)
	config, event := c.config(""), happened("a", 1)
	config.Partitions = 100
	require.NoError(t, newPublisher(t, config).Publish(topic, event))
	record := c.records(t, topic)[0]
	assert.Equal(t, "account/a", string(record.Key))
	assert.Equal(t, string(event.Payload), string(record.Value))
	java := kgo.StickyKeyPartitioner(nil).ForTopic(topic)
	assert.EqualValues(t, java.Partition(record, len(c.PartitionInfos(topic))), record.Partition)
	headers := map[string]string{}
	for _, header := range record.Headers {
		headers[header.Key] = string(header.Value)
	}
	assert.Equal(t, "a-1", headers["_watermill_message_uuid"])
	delete(headers, "_watermill_message_uuid")
	assert.Equal(t, map[string]string(event.Metadata), headers)
}

func TestMessagesThatAreTooLarge(t *testing.T) {
	c := newCluster(t)
	config := c.config("")
	config.MaxMessageBytes = 100_000
	publisher := newPublisher(t, config)
	large := func(bytes int) *message.Message {
		msg := happened("a", 1)
		msg.Payload = []byte(strings.Repeat("x", bytes))
		return msg
	}
	require.NoError(t, publisher.Publish(topic, large(99_000)))
	err := publisher.Publish(topic, large(100_000))
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "Config.MaxMessageBytes is 100000: raise it")
	require.ErrorContains(t, err, "a-1", "names the message")

	c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Topic: topic, Err: kerr.MessageTooLarge})
	err = publisher.Publish(topic, happened("a", 2))
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "raise the topic's max.message.bytes")
}

// What a topic made here is meant to take, it takes, also when it cannot be compressed.
func TestLargestMessageIsTaken(t *testing.T) {
	c := newCluster(t)
	config := c.config("letters")
	config.MaxMessageBytes, config.Configure = 3_000_000, func(client *sarama.Config) { client.Producer.Compression = sarama.CompressionNone }
	msg := happened("a", 1)
	msg.Payload = []byte(strings.Repeat("x", 2_999_000))
	require.NoError(t, newPublisher(t, config).Publish(topic, msg))
	read(t, newSubscriber(t, config), ackAll).await(t, func(seen []string) bool { return len(seen) == 1 })
}

func TestMessagesThatHaveNoPlace(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	err := publisher.Publish(topic, message.NewMessage("foreign", nil))
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "neither a partition key nor a stream")
	reserved := happened("a", 1)
	reserved.Metadata.Set("_watermill_message_uuid", "another")
	require.ErrorIs(t, publisher.Publish(topic, reserved), fault.Permanent)
}

func TestRightsThatAreMissing(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Topic: topic, Err: kerr.TopicAuthorizationFailed})
	err := publisher.Publish(topic, happened("a", 1))
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "needs the rights Describe and Write")
}

// Of several messages those before the one that failed are published, and the error names that one.
func TestPublishingStopsAtTheFirstFailure(t *testing.T) {
	c := newCluster(t)
	bad := happened("a", 2)
	bad.Payload = []byte(strings.Repeat("x", 2_000_000))
	err := newPublisher(t, c.config("")).Publish(topic, happened("a", 1), bad, happened("a", 3))
	require.ErrorContains(t, err, "a-2")
	records := c.records(t, topic)
	require.Len(t, records, 1)
	assert.Equal(t, "a-1", string(records[0].Headers[0].Value))
}

// Close waits for what is under way; whoever comes later hears ErrClosed, and nothing panics.
func TestClosingWhilePublishing(t *testing.T) {
	c := newCluster(t)
	publisher, err := kafka.NewPublisher(c.config(""))
	require.NoError(t, err)
	require.NoError(t, publisher.Publish(topic, happened("a", 1)))
	producing := c.asking(kmsg.Produce, 20)
	var publishing sync.WaitGroup
	for number := range 8 {
		publishing.Go(func() {
			for version := int64(1); ; version++ {
				if err := publisher.Publish(topic, happened(owner(number), version)); err != nil {
					assert.ErrorIs(t, err, kafka.ErrClosed)
					return
				}
			}
		})
	}
	within(t, "publishers at work", producing)
	for range 2 {
		publishing.Go(func() { assert.NoError(t, publisher.Close()) })
	}
	publishing.Wait()
	require.NoError(t, publisher.Close())
}
