package kafka

import (
	"strings"
	"testing"
	"time"

	"github.com/IBM/sarama"
	watermillkafka "github.com/ThreeDotsLabs/watermill-kafka/v3/pkg/kafka"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// received is an event as it comes from Kafka, with further headers behind its own.
func received(t testing.TB, further ...string) *sarama.ConsumerMessage {
	t.Helper()
	msg := feed.ToMessage(eventsourcing.Record{
		ID: "an id", Stream: eventsourcing.Stream{Category: "account", ID: "a"}, Version: 1, Position: 2, Type: "account.happened",
		Schema: 1, Time: time.Now(), Data: []byte(`{}`), Sealed: []byte("ciphertext"), Key: "a",
	})
	sent, err := watermillkafka.DefaultMarshaler{}.Marshal("account", msg)
	require.NoError(t, err)
	incoming := &sarama.ConsumerMessage{Value: msg.Payload}
	for _, header := range sent.Headers {
		incoming.Headers = append(incoming.Headers, &header)
	}
	for i := 0; i < len(further); i += 2 {
		incoming.Headers = append(incoming.Headers, &sarama.RecordHeader{Key: []byte(further[i]), Value: []byte(further[i+1])})
	}
	return incoming
}

func TestEventsAreRead(t *testing.T) {
	msg, err := event(received(t, "trace", "1", "trace", "2", feed.MetadataStream, "account/a"))
	require.NoError(t, err)
	assert.Equal(t, "an id", msg.UUID)
	assert.Equal(t, "2", msg.Metadata.Get("trace"), "the last value counts")
	record, err := feed.FromMessage(msg)
	require.NoError(t, err)
	assert.Equal(t, []byte("ciphertext"), record.Sealed)
}

func TestForeignMessagesAreNoEvents(t *testing.T) {
	without := func(key string) *sarama.ConsumerMessage {
		msg := received(t)
		kept := msg.Headers[:0]
		for _, header := range msg.Headers {
			if string(header.Key) != key {
				kept = append(kept, header)
			}
		}
		msg.Headers = kept
		return msg
	}
	for name, test := range map[string]struct {
		message *sarama.ConsumerMessage
		why     string
	}{
		"nothing at all":          {&sarama.ConsumerMessage{}, "_watermill_message_uuid is missing"},
		"a tombstone":             {&sarama.ConsumerMessage{Key: []byte("account/a")}, "_watermill_message_uuid is missing"},
		"no id":                   {without(watermillkafka.UUIDHeaderKey), "_watermill_message_uuid is missing"},
		"no stream":               {without(feed.MetadataStream), "kabinet_stream is missing"},
		"another id":              {received(t, watermillkafka.UUIDHeaderKey, "another id"), "_watermill_message_uuid has two values"},
		"another person's key":    {received(t, feed.MetadataKey, "b"), "kabinet_key has two values"},
		"a version that is none":  {received(t, feed.MetadataVersion, "first"), "kabinet_version has two values"},
		"a header without a name": {&sarama.ConsumerMessage{Headers: []*sarama.RecordHeader{{}, {}}}, "_watermill_message_uuid is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := event(test.message)
			require.ErrorContains(t, err, test.why)
		})
	}
}

func FuzzEvent(f *testing.F) {
	f.Add(feed.MetadataStream, "account/a", feed.MetadataStream, "account/b", []byte(`{}`))
	f.Add("", "", "\xff", "\xff", []byte(nil))
	f.Fuzz(func(t *testing.T, key, value, key2, value2 string, payload []byte) {
		incoming := received(t, key, value, key2, value2)
		incoming.Value = payload
		msg, err := event(incoming)
		if err != nil {
			return
		}
		record, err := feed.FromMessage(msg)
		require.NoError(t, err)
		assert.Equal(t, "account/a", record.Stream.String())
		assert.Equal(t, "an id", record.ID)
		assert.Equal(t, string(payload), string(record.Data))
		for metadata := range record.Metadata {
			assert.False(t, strings.HasPrefix(metadata, reserved) && metadata != key && metadata != key2)
		}
	})
}
