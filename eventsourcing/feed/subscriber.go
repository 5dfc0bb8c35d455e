package feed

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

var _ message.Subscriber = (*Subscriber)(nil)

// ErrClosed is the answer of Subscribe after Close.
var ErrClosed = errors.New("feed: the subscriber is closed")

// LanesError says that a group has saved its progress with another number of lanes than is configured.
// Go back to that number, or take a new group, which begins with the first event.
type LanesError struct {
	Group, Topic      string
	Saved, Configured int
}

// Error names the group, the topic and both numbers.
func (e *LanesError) Error() string {
	return fmt.Sprintf("feed: group %s works topic %s in %d lanes, not in %d", e.Group, e.Topic, e.Saved, e.Configured)
}

// Is puts the error on the axis fault.Permanent.
func (e *LanesError) Is(target error) bool { return target == fault.Permanent }

// Subscriber delivers events of a store as Watermill messages. It is safe for concurrent use; it lends
// the store and does not close it.
type Subscriber struct {
	store  Store
	config Config

	mu      sync.Mutex
	closed  bool
	ended   context.Context
	end     context.CancelCauseFunc
	running sync.WaitGroup
}

// NewSubscriber checks the configuration and returns a subscriber. It starts nothing.
func NewSubscriber(store Store, config Config) (*Subscriber, error) {
	if store == nil {
		return nil, errors.Join(errors.New("feed: the store is missing"), config.Validate())
	}
	if err := config.Validate(); err != nil {
		return nil, err
	}
	s := &Subscriber{store: store, config: config.withDefaults()}
	s.ended, s.end = context.WithCancelCause(context.Background())
	return s, nil
}

// Subscribe delivers the events of a category, or of [AllCategories], until ctx ends, the subscriber
// or the store is closed; then the channel is closed. Values of ctx are those of every message's
// context, which ends with the message's Ack or Nack and with the subscription. ctx does not bound the
// call alone: it must live as long as the subscription is wanted.
//
// Errors: [ErrClosed], [*LanesError], a topic that is no category, and what the store says. A store in
// passing trouble is none: the subscription begins when it answers, and a number of lanes that is not the
// group's ends it then.
func (s *Subscriber) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	subscription, err := s.subscribe(ctx, topic)
	if err != nil {
		return nil, err
	}
	return subscription.out, nil
}

func (s *Subscriber) subscribe(ctx context.Context, topic string) (*subscription, error) {
	if topic == "" || strings.Contains(topic, "/") {
		return nil, fmt.Errorf("feed: topic %q is neither a category nor %q", topic, AllCategories)
	}
	group := storeGroup(s.config.Group, topic)
	saved, err := s.store.Checkpoints(ctx, group)
	if err != nil && !errors.Is(err, fault.Transient) {
		return nil, fmt.Errorf("feed: reading the checkpoints of %s: %w", group, err)
	}
	if err := s.config.sameLanes(topic, saved); err != nil {
		return nil, err
	}
	suffix := make([]byte, 8)
	if _, err := io.ReadFull(s.config.Random, suffix); err != nil {
		return nil, fmt.Errorf("feed: naming the holder: %w", err)
	}
	holder := s.config.Holder + "-" + hex.EncodeToString(suffix)

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrClosed
	}
	subscription := newSubscription(ctx, s.store, s.config, topic, holder)
	detach := context.AfterFunc(s.ended, func() { subscription.stop(ErrClosed) }) //nolint:contextcheck // ends with the subscriber

	s.running.Go(func() { //nolint:contextcheck // works under the subscription's context, which derives from ctx
		defer detach()
		subscription.run()
	})
	return subscription, nil
}

// Close ends all subscriptions and waits until they have saved their progress and released their
// lanes. Trouble with that is logged; it costs a repeated delivery and is no error. Close may be called
// twice and from several goroutines.
func (s *Subscriber) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.end(ErrClosed)
	s.running.Wait()
	return nil
}

// storeGroup is the name under which a store keeps what belongs to one group and one topic.
func storeGroup(group, topic string) string { return group + "/" + topic }

// sameLanes refuses checkpoints of another number of lanes.
func (c Config) sameLanes(topic string, saved []eventsourcing.Checkpoint) error {
	for _, checkpoint := range saved {
		if checkpoint.Lanes != c.Lanes {
			return &LanesError{Group: c.Group, Topic: topic, Saved: checkpoint.Lanes, Configured: c.Lanes}
		}
	}
	return nil
}
