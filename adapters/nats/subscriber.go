package nats

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/ThreeDotsLabs/watermill/message"
	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/kabinet-go/kabinet/fault"
)

var _ message.Subscriber = (*Subscriber)(nil)

// Subscriber receives as a member of a durable consumer group. It is safe for concurrent use.
type Subscriber struct {
	conn   *natsgo.Conn
	js     jetstream.JetStream
	config Config
	lanes  int

	mu      sync.Mutex
	closing context.Context // the life of the subscriber
	close   context.CancelFunc
	running sync.WaitGroup
}

// NewSubscriber creates the stream, or checks the one there is, see [ErrIncompatible]. Config.Group is
// demanded. The connection is lent: it is never closed or drained here.
func NewSubscriber(ctx context.Context, conn *natsgo.Conn, config Config) (*Subscriber, error) {
	if config.Group == "" {
		return nil, fault.AsPermanent(errors.Join(errors.New("nats: Config.Group is missing"), config.Validate()))
	}
	config = config.withDefaults()
	js, lanes, err := open(ctx, conn, config)
	if err != nil {
		return nil, err
	}
	s := &Subscriber{conn: conn, js: js, config: config, lanes: lanes}
	s.closing, s.close = context.WithCancel(context.Background())
	return s, nil
}

// Subscribe delivers the messages of a topic until ctx ends or the subscriber is closed; then the
// channel is closed. A group that is new to the topic begins with the oldest message of the stream.
//
// Of each lane one message at a time is in the hands of the group. It is delivered until it is acked,
// after pauses when it is nacked, and its successors wait. The message's context ends with its answer,
// with the subscription, and when the server was out of reach for so long that another subscriber may
// be given the message.
func (s *Subscriber) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	if err := checkTopic(topic); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing.Err() != nil {
		return nil, ErrClosed
	}
	lanes := make([]*lane, s.lanes)
	for i := range lanes {
		lanes[i] = s.newLane(topic, i)
		if err := lanes[i].ensureConsumer(ctx); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(s.closing, cancel) //nolint:contextcheck // ends with either
	out := make(chan *message.Message)
	var working sync.WaitGroup
	for _, lane := range lanes {
		working.Go(func() { lane.run(ctx, out) })
	}
	s.running.Go(func() {
		working.Wait()
		stop()
		cancel()
		close(out)
	})
	return out, nil
}

// Close ends all subscriptions and gives back what was not acked, without waiting for handlers, whose
// contexts end. The connection stays open. It may be called twice and never fails.
func (s *Subscriber) Close() error {
	s.mu.Lock()
	s.close()
	s.mu.Unlock()
	s.running.Wait()
	return nil
}

// ensureConsumer creates the lane's consumer, or sets an existing one to what keeps the order.
func (l *lane) ensureConsumer(ctx context.Context) error {
	_, err := l.js.CreateOrUpdateConsumer(ctx, l.config.Stream, jetstream.ConsumerConfig{
		Durable:       l.name,
		FilterSubject: l.subject,
		DeliverPolicy: jetstream.DeliverAllPolicy,
		AckPolicy:     jetstream.AckExplicitPolicy,
		AckWait:       l.config.AckWait,
		MaxDeliver:    -1,
		MaxAckPending: 1, // while a message has no answer, nothing later of its lane goes to anybody
	})
	if err != nil {
		return translate(err, fmt.Sprintf("creating consumer %s of stream %s", l.name, l.config.Stream))
	}
	return nil
}
