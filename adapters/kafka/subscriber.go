package kafka

import (
	"context"
	"errors"
	"sync"

	"github.com/IBM/sarama"
	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/fault"
)

var (
	_ message.Subscriber           = (*Subscriber)(nil)
	_ message.SubscribeInitializer = (*Subscriber)(nil)
)

// Subscriber delivers what a feed.Relay published to a Kafka cluster. It is safe for concurrent use. It
// makes its own connections and closes no others.
type Subscriber struct {
	config Config
	topics *topics

	mu      sync.Mutex
	closed  bool
	ended   context.Context
	end     context.CancelFunc
	running sync.WaitGroup
}

// NewSubscriber checks the configuration and returns a subscriber. It connects when Subscribe is called.
func NewSubscriber(config Config) (*Subscriber, error) {
	err := config.Validate()
	if config.Group == "" {
		err = errors.Join(errors.New("kafka: Config.Group is missing"), err)
	}
	if err != nil {
		return nil, err
	}
	config = config.withDefaults()
	s := &Subscriber{config: config, topics: newTopics(config)}
	s.ended, s.end = context.WithCancel(context.Background())
	return s, nil
}

// Subscribe joins the group and delivers the events of a topic until ctx ends or the subscriber is
// closed; then the channel is closed. Each call is a member of its own. Values of ctx are those of every
// message's context, which ends with the message's Ack or Nack, with the subscription, and when the
// partition has gone to another member while the handler was at work for longer than Config.HandOver.
//
// A partition's next message comes after the Ack of the one before; after a Nack the same comes again.
// What is no event of a relay is logged and passed over.
//
// Errors: [ErrClosed]; fault.Permanent for missing rights, or a topic that is missing or unfit;
// fault.Transient when the cluster cannot be reached. Later trouble is logged, and tried again.
func (s *Subscriber) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	if s.ended.Err() != nil {
		return nil, ErrClosed
	}
	name, err := s.topics.ensure(topic)
	if err != nil {
		return nil, err
	}
	client, err := s.config.sarama()
	if err != nil {
		return nil, fault.AsPermanent(err)
	}
	group, err := sarama.NewConsumerGroup(s.config.Brokers, s.config.Group, client)
	if err != nil {
		return nil, onAxis(unreachable(err))
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		_ = group.Close() // it has not joined yet
		return nil, ErrClosed
	}
	ctx, cancel := context.WithCancel(ctx)
	detach := context.AfterFunc(s.ended, cancel) //nolint:contextcheck // ends with the subscriber
	subscription := &subscription{
		ctx: ctx, config: s.config, topic: name, out: make(chan *message.Message),
		logger: s.config.Logger.With(watermill.LogFields{"topic": name, "group": s.config.Group}),
	}
	s.running.Go(func() {
		defer cancel()
		defer detach()
		subscription.run(group)
	})
	return subscription.out, nil
}

// SubscribeInitialize makes the topic when it is missing, or checks that it is there, as Subscribe does.
func (s *Subscriber) SubscribeInitialize(topic string) error {
	if s.ended.Err() != nil {
		return ErrClosed
	}
	_, err := s.topics.ensure(topic)
	return err
}

// Close ends all subscriptions, saves their progress and leaves the group; while members of the group hand
// over, it may wait for them. Trouble with that is logged; it costs a repeated delivery and is no error.
// Close may be called twice and from several goroutines.
func (s *Subscriber) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.end()
	s.running.Wait()
	return nil
}
