package kafka

import (
	"errors"
	"fmt"
	"sync"

	"github.com/IBM/sarama"
	watermillkafka "github.com/ThreeDotsLabs/watermill-kafka/v3/pkg/kafka"
	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/fault"
)

var _ message.Publisher = (*Publisher)(nil)

// Publisher publishes to a Kafka cluster, for a feed.Relay. It is safe for concurrent use: messages of
// several calls travel in one request, those of one call one after another. It makes its own
// connections and closes no others.
type Publisher struct {
	topics   *topics
	producer *watermillkafka.Publisher

	// closing lets Close wait for the calls under way: sarama panics when it gets a message after its end.
	closing sync.RWMutex
	closed  bool
}

// NewPublisher checks the configuration, connects and returns a publisher.
func NewPublisher(config Config) (*Publisher, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	config = config.withDefaults()
	client, err := config.sarama()
	if err != nil {
		return nil, err
	}
	producer, err := watermillkafka.NewPublisher(watermillkafka.PublisherConfig{
		Brokers: config.Brokers,
		Marshaler: sizeLimit{
			Marshaler: watermillkafka.NewWithPartitioningMarshaler(feed.PartitionKey),
			bytes:     config.MaxMessageBytes,
		},
		OverwriteSaramaConfig: client,
	}, config.Logger)
	if err != nil {
		return nil, onAxis(unreachable(err))
	}
	return &Publisher{topics: newTopics(config), producer: producer}, nil
}

// Publish returns when more than half of the copies of every message exist, as a topic made by this
// package has it. The key of a message is feed.PartitionKey of it: messages of one key keep the order
// in which they were published. On an error the messages before the one it names are published.
//
// Errors: [ErrClosed]; fault.Permanent for a message that is too large or has no key, a topic that is
// missing or has no permitted form, and missing rights; fault.Transient for everything else, with
// fault.InDoubt when the message may be on the cluster all the same. Publishing it again is right then:
// its UUID is the same.
func (p *Publisher) Publish(topic string, messages ...*message.Message) error {
	p.closing.RLock()
	defer p.closing.RUnlock()
	if p.closed {
		return ErrClosed
	}
	name, err := p.topics.ensure(topic)
	if err != nil {
		return err
	}
	for _, msg := range messages {
		if err := p.producer.Publish(name, msg); err != nil {
			return p.explain(name, err)
		}
	}
	return nil
}

func (p *Publisher) explain(topic string, err error) error {
	hint := ""
	switch {
	case errors.Is(err, sarama.ErrUnknownTopicOrPartition):
		p.topics.forget(topic) // deleted: the next call makes it, or says that it is missing
	case errors.Is(err, sarama.ErrMessageSizeTooLarge):
		hint = ": the cluster takes less than Config.MaxMessageBytes: raise the topic's max.message.bytes"
	case errors.Is(err, sarama.ErrTopicAuthorizationFailed):
		hint = ": this user needs the rights Describe and Write on the topic"
	}
	return onAxisInDoubt(fmt.Errorf("kafka: publishing to %s%s: %w", topic, hint, err))
}

// Close waits for the calls of Publish under way, which may be trying again while the cluster is away, and
// ends the connections. It may be called twice and from several goroutines.
func (p *Publisher) Close() error {
	p.closing.Lock()
	defer p.closing.Unlock()
	if p.closed {
		return nil
	}
	p.closed = true
	if err := p.producer.Close(); err != nil {
		return onAxis(fmt.Errorf("kafka: closing the publisher: %w", err))
	}
	return nil
}

// sizeLimit refuses a message that is too large by name, before it is sent.
type sizeLimit struct {
	watermillkafka.Marshaler
	bytes int
}

// Marshal implements watermillkafka.Marshaler.
func (l sizeLimit) Marshal(topic string, msg *message.Message) (*sarama.ProducerMessage, error) {
	outgoing, err := l.Marshaler.Marshal(topic, msg)
	if err != nil {
		return nil, fault.AsPermanent(err)
	}
	if size := outgoing.ByteSize(recordFormat); size > l.bytes {
		return nil, fault.AsPermanent(fmt.Errorf("it has %d bytes, Config.MaxMessageBytes is %d: raise it, and the topic's max.message.bytes", size, l.bytes))
	}
	return outgoing, nil
}

// recordFormat is that of messages with headers.
const recordFormat = 2
