package kafka_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/kafka"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// topic is that of the tests that need no other.
const topic = "account"

// deadline is for what takes moments; it is met only when something is broken.
const deadline = 30 * time.Second

// happened is an event of an account as a relay sends it.
func happened(id string, version int64) *message.Message {
	return feed.ToMessage(eventsourcing.Record{
		ID: fmt.Sprintf("%s-%d", id, version), Stream: eventsourcing.Stream{Category: "account", ID: id},
		Version: version, Position: version, Type: "account.happened", Schema: 1, Time: time.Now(), Data: []byte(`{}`),
	})
}

// owner names one of the accounts of a test.
func owner(number int) string { return fmt.Sprintf("a%d", number) }

func newPublisher(t testing.TB, config kafka.Config) *kafka.Publisher {
	t.Helper()
	publisher, err := kafka.NewPublisher(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, publisher.Close()) })
	return publisher
}

func newSubscriber(t testing.TB, config kafka.Config) *kafka.Subscriber {
	t.Helper()
	subscriber, err := kafka.NewSubscriber(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, subscriber.Close()) })
	return subscriber
}

// reader handles messages as a Watermill router does, each in a goroutine of its own, and remembers
// the UUIDs in the order of delivery.
type reader struct {
	handlers sync.WaitGroup

	mu      sync.Mutex
	seen    []string
	changed chan struct{}
}

func ackAll(*message.Message) bool { return true }

// read subscribes; handle says of each message whether to ack it.
func read(t testing.TB, subscriber message.Subscriber, handle func(*message.Message) bool) *reader {
	t.Helper()
	r := &reader{changed: make(chan struct{})}
	r.subscribe(t, subscriber, handle)
	return r
}

// subscribe adds a subscriber whose deliveries the reader remembers too.
func (r *reader) subscribe(t testing.TB, subscriber message.Subscriber, handle func(*message.Message) bool) {
	t.Helper()
	messages, err := subscriber.Subscribe(context.Background(), topic)
	require.NoError(t, err)
	r.handlers.Go(func() {
		for msg := range messages {
			r.note(msg.UUID)
			r.handlers.Go(func() {
				if handle(msg) {
					msg.Ack()
				} else {
					msg.Nack()
				}
			})
		}
	})
}

func (r *reader) note(uuid string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, uuid)
	close(r.changed)
	r.changed = make(chan struct{})
}

func (r *reader) deliveries() (seen []string, changed <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.seen), r.changed
}

// await waits until the deliveries are as wanted, and returns them.
func (r *reader) await(t testing.TB, wanted func(seen []string) bool) []string {
	t.Helper()
	late := time.NewTimer(deadline)
	defer late.Stop()
	for {
		seen, changed := r.deliveries()
		if wanted(seen) {
			return seen
		}
		select {
		case <-changed:
		case <-late.C:
			require.FailNow(t, "not delivered in time", "got %d: %v", len(seen), seen)
		}
	}
}

// awaitAll waits until each of so many accounts' events were delivered at least once.
func (r *reader) awaitAll(t testing.TB, accounts int, versions int64) []string {
	t.Helper()
	return r.await(t, func(seen []string) bool {
		return len(first(seen)) >= accounts*int(versions)
	})
}

// first leaves out repetitions.
func first(seen []string) []string {
	known := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(seen), func(uuid string) bool {
		repeated := known[uuid]
		known[uuid] = true
		return repeated
	})
}

// requireInOrder demands that the first deliveries of each account come in order, and nothing is left
// out.
func requireInOrder(t testing.TB, seen []string, accounts int, versions int64) {
	t.Helper()
	next := map[string]int64{}
	for _, uuid := range first(seen) {
		for number := range accounts {
			if uuid == fmt.Sprintf("%s-%d", owner(number), next[owner(number)]+1) {
				next[owner(number)]++
			}
		}
	}
	for number := range accounts {
		require.Equal(t, versions, next[owner(number)], "events of %s in order, of %v", owner(number), seen)
	}
}

// publishAll publishes the versions from..to of each account, account by account side by side.
func publishAll(t testing.TB, publisher message.Publisher, accounts int, from, to int64) {
	t.Helper()
	var publishing sync.WaitGroup
	for number := range accounts {
		publishing.Go(func() {
			for version := from; version <= to; version++ {
				if err := publisher.Publish(topic, happened(owner(number), version)); err != nil {
					t.Errorf("publishing %s-%d: %v", owner(number), version, err)
				}
			}
		})
	}
	publishing.Wait()
}

// publishUntil publishes one version after the other of each account until the event is due and a few
// more, and returns the version after the last.
func publishUntil(t testing.TB, publisher message.Publisher, accounts int, version int64, event <-chan struct{}) (next int64) {
	t.Helper()
	late := time.Now().Add(deadline)
	for more := 5; more > 0; version++ {
		require.True(t, time.Now().Before(late), "not in time, after version %d", version)
		publishAll(t, publisher, accounts, version, version)
		select {
		case <-event:
			more--
		default:
		}
	}
	return version
}

// within waits for an event that is due.
func within(t testing.TB, what string, event <-chan struct{}) {
	t.Helper()
	select {
	case <-event:
	case <-time.After(deadline):
		require.FailNow(t, "not in time: "+what)
	}
}
