package kafka

import (
	"fmt"
	"strings"

	"github.com/IBM/sarama"
	watermillkafka "github.com/ThreeDotsLabs/watermill-kafka/v3/pkg/kafka"
	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// reserved begins the headers that make a message an event, beside the UUID.
const reserved = "kabinet_"

// event reads a message, or says why it is none that a relay has sent. A header that others added and
// repeated counts with its last value, as Kafka's own clients have it; one of the event's own that comes
// with two values could mean either.
func event(received *sarama.ConsumerMessage) (*message.Message, error) {
	seen := make(map[string]string, len(received.Headers))
	for _, header := range received.Headers {
		key, value := string(header.Key), string(header.Value)
		if before, repeated := seen[key]; repeated && before != value && (key == watermillkafka.UUIDHeaderKey || strings.HasPrefix(key, reserved)) {
			return nil, fmt.Errorf("kafka: header %s has two values", key)
		}
		seen[key] = value
	}
	msg, err := watermillkafka.DefaultMarshaler{}.Unmarshal(received)
	if err != nil {
		return nil, err
	}
	if msg.UUID == "" {
		return nil, fmt.Errorf("kafka: header %s is missing", watermillkafka.UUIDHeaderKey)
	}
	if _, err := feed.FromMessage(msg); err != nil {
		return nil, err
	}
	return msg, nil
}
