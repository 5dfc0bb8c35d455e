package feedtest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// NewStore makes an empty store and closes it with t.Cleanup. It is called inside a bubble of
// testing/synctest, except by [TestPubSub].
type NewStore func(t *testing.T) eventsourcing.Store

// category is that of all streams here; other is beside it, to be left out.
const category, other = "feedtest", "feedtest-other"

func stream(id int) eventsourcing.Stream {
	return eventsourcing.Stream{Category: category, ID: fmt.Sprintf("stream-%d", id)}
}

// scene is one test on a store of its own, in virtual time.
type scene struct {
	*testing.T
	store eventsourcing.Store
}

func inBubble(t *testing.T, name string, newStore NewStore, test func(scene)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(scene{T: t, store: newStore(t)}) })
	})
}

// record appends that many events to the stream, in one batch.
func (t scene) record(to eventsourcing.Stream, count int) {
	t.Helper()
	now := time.Now()
	records := make([]eventsourcing.Record, count)
	for i := range records {
		records[i] = eventsourcing.Record{
			Stream: to, ID: fmt.Sprintf("%s-%d-%d", to.ID, now.UnixNano(), i), Type: "feedtest.happened", Schema: 1, Time: now,
			Data: []byte(`{}`),
		}
	}
	_, err := t.store.Append(t.Context(), eventsourcing.Batch{
		Now:     now,
		Streams: []eventsourcing.Append{{Stream: to, Expected: eventsourcing.AnyVersion, Records: records}},
	})
	require.NoError(t, err)
}

// delivery is a message as a handler saw it.
type delivery struct {
	record eventsourcing.Record
	at     time.Time
}

// handler answers a message: true acks it, false nacks it.
type handler func(msg *message.Message, record eventsourcing.Record) bool

func ackAll(*message.Message, eventsourcing.Record) bool { return true }

// consumer is a subscriber with one subscription, whose messages are handled as a Watermill router
// does: each in a goroutine of its own.
type consumer struct {
	subscriber *feed.Subscriber
	handlers   sync.WaitGroup

	mu   sync.Mutex
	seen []delivery
}

func (t scene) consume(store feed.Store, config feed.Config, handle handler) *consumer {
	t.Helper()
	return t.consumeTopic(store, config, category, handle)
}

func (t scene) consumeTopic(store feed.Store, config feed.Config, topic string, handle handler) *consumer {
	t.Helper()
	if config.Group == "" {
		config.Group = "group"
	}
	subscriber, err := feed.NewSubscriber(store, config)
	require.NoError(t, err)
	messages, err := subscriber.Subscribe(context.Background(), topic)
	require.NoError(t, err)
	c := &consumer{subscriber: subscriber}
	c.handlers.Go(func() {
		for msg := range messages {
			c.handlers.Go(func() { c.handle(t, msg, handle) })
		}
	})
	t.Cleanup(c.close)
	return c
}

func (c *consumer) handle(t scene, msg *message.Message, handle handler) {
	got, err := feed.FromMessage(msg)
	if err != nil {
		t.Errorf("message %s: %v", msg.UUID, err)
	}
	c.mu.Lock()
	c.seen = append(c.seen, delivery{record: got, at: time.Now()})
	c.mu.Unlock()
	if handle(msg, got) {
		msg.Ack()
	} else {
		msg.Nack()
	}
}

func (c *consumer) close() {
	_ = c.subscriber.Close() // documented never to fail
	c.handlers.Wait()
}

// deliveries returns what was delivered so far, when everything has come to rest.
func (c *consumer) deliveries() []delivery {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.seen)
}

// versions returns the versions of one stream delivered so far, in the order of delivery.
func (c *consumer) versions(of eventsourcing.Stream) []int64 {
	var versions []int64
	for _, d := range c.deliveries() {
		if d.record.Stream == of {
			versions = append(versions, d.record.Version)
		}
	}
	return versions
}

// upTo returns the versions from first to last.
func upTo(first, last int64) []int64 {
	var versions []int64
	for version := first; version <= last; version++ {
		versions = append(versions, version)
	}
	return versions
}
