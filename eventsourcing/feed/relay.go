package feed

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// RelayConfig says what a [Relay] forwards and where to.
type RelayConfig struct {
	// Config is that of the subscriber underneath. Group names the relay: it goes on where the group
	// stopped. Here MaxAttempts is [Unlimited] and Backoff Exponential(100 ms, 30 s) by default, so what
	// the publisher refuses is tried until it is taken, and its lane waits. With a number of attempts
	// the stream is parked instead, and later events of other streams pass it.
	Config
	// From is the category to forward: [AllCategories].
	From string
	// Topic names the topic of an event, of small Latin letters, digits and dashes: its category.
	Topic func(eventsourcing.Record) string
}

func (c RelayConfig) withDefaults() RelayConfig {
	setDefault(&c.MaxAttempts, Unlimited)
	setDefault(&c.From, AllCategories)
	if c.Backoff == nil {
		c.Backoff = Exponential(100*time.Millisecond, 30*time.Second)
	}
	if c.Topic == nil {
		c.Topic = func(record eventsourcing.Record) string { return record.Stream.Category }
	}
	c.Config = c.Config.withDefaults()
	return c
}

// Relay forwards the feed of a group to a publisher, each stream in its order and each event at least
// once. A message has the form of [ToMessage], personal data as ciphertext only, and its stream as
// [MetadataPartitionKey]; its UUID is the event's id, by which receivers tell repeated ones.
type Relay struct {
	store     Store
	publisher message.Publisher
	config    RelayConfig
}

// NewRelay checks the configuration and returns a relay. Store and publisher are lent: the relay
// closes neither. Publish may be called for as many messages at once as there are lanes, and an error
// of it must mean that the message may be published again.
func NewRelay(store Store, publisher message.Publisher, config RelayConfig) (*Relay, error) {
	config = config.withDefaults()
	problems := []error{config.Validate()}
	if store == nil {
		problems = append(problems, errors.New("feed: the store is missing"))
	}
	if publisher == nil {
		problems = append(problems, errors.New("feed: the publisher is missing"))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return &Relay{store: store, publisher: publisher, config: config}, nil
}

// Run forwards events until ctx ends, and then returns nil. Several relays of one group, in one process
// or many, share the work. It returns an error when it cannot begin, when the store is closed, and when
// an event's topic has no permitted form: then nothing is passed over, and the configuration must be
// mended first.
func (r *Relay) Run(ctx context.Context) error {
	if err := r.run(ctx); ctx.Err() == nil {
		return err
	}
	return nil
}

func (r *Relay) run(ctx context.Context) error {
	subscriber, err := NewSubscriber(r.store, r.config.Config)
	if err != nil {
		return err
	}
	subscription, err := subscriber.subscribe(ctx, r.config.From)
	if err != nil {
		return err
	}
	// Each lane waits for its answer, so this many publish side by side without changing any order.
	var publishing sync.WaitGroup
	for range r.config.Lanes {
		publishing.Go(func() {
			for msg := range subscription.out {
				if err := r.forward(msg); err != nil {
					subscription.stop(err)
				}
			}
		})
	}
	publishing.Wait()
	return errors.Join(subscription.cause(), subscriber.Close())
}

var topicForm = regexp.MustCompile(`^[a-z0-9-]+$`)

// forward publishes one message and answers it. It returns an error when no repetition would help.
func (r *Relay) forward(msg *message.Message) error {
	record, err := FromMessage(msg)
	if err != nil {
		return fault.AsPermanent(err)
	}
	topic := r.config.Topic(record)
	if !topicForm.MatchString(topic) {
		return fault.AsPermanent(fmt.Errorf("feed: topic %q of event %s: want small Latin letters, digits and dashes", topic, record.Type))
	}
	outgoing := msg.CopyWithContext()
	outgoing.Metadata.Set(MetadataPartitionKey, record.Stream.String())
	if err := r.publisher.Publish(topic, outgoing); err != nil {
		if msg.Context().Err() == nil {
			r.config.Logger.Error("publishing", err, watermill.LogFields{"group": r.config.Group, "topic": topic, "message_uuid": msg.UUID})
		}
		msg.Nack()
		return nil
	}
	msg.Ack()
	return nil
}

// PartitionKey returns the message's [MetadataPartitionKey], or its stream when no relay has set one.
// It has the form that Watermill's Kafka marshaler asks for.
func PartitionKey(_ string, msg *message.Message) (string, error) {
	if key := msg.Metadata.Get(MetadataPartitionKey); key != "" {
		return key, nil
	}
	if stream := msg.Metadata.Get(MetadataStream); stream != "" {
		return stream, nil
	}
	return "", fmt.Errorf("feed: message %s has neither a partition key nor a stream", msg.UUID)
}
