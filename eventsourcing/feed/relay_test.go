package feed_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/fault"
)

// broker remembers what was published and refuses what it is told to.
type broker struct {
	mu        sync.Mutex
	refuse    func(msg *message.Message) bool
	topics    map[string]message.Messages
	refused   int
	wasClosed bool
}

func newBroker() *broker { return &broker{topics: map[string]message.Messages{}} }

func (b *broker) Publish(topic string, messages ...*message.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, msg := range messages {
		if b.refuse != nil && b.refuse(msg) {
			b.refused++
			return errors.New("the broker is down")
		}
		b.topics[topic] = append(b.topics[topic], msg)
	}
	return nil
}

func (b *broker) Close() error {
	b.wasClosed = true
	return nil
}

func (b *broker) refuseWhile(refuse func(*message.Message) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refuse = refuse
}

// versions returns the versions of a stream published to a topic, in order.
func (b *broker) versions(topic, stream string) []string {
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	var versions []string
	for _, msg := range b.topics[topic] {
		if msg.Metadata.Get(feed.MetadataStream) == stream {
			versions = append(versions, msg.Metadata.Get(feed.MetadataVersion))
		}
	}
	return versions
}

func happen(t *testing.T, store eventsourcing.Store, category, id string, count int) {
	t.Helper()
	stream := eventsourcing.Stream{Category: category, ID: id}
	records := make([]eventsourcing.Record, count)
	for i := range records {
		records[i] = eventsourcing.Record{
			Stream: stream, ID: fmt.Sprintf("%s-%d-%d", id, time.Now().UnixNano(), i), Type: category + ".happened", Schema: 1,
			Time: time.Now(), Data: []byte(`{}`), Sealed: []byte("ciphertext"), Key: "person",
		}
	}
	_, err := store.Append(t.Context(), eventsourcing.Batch{Now: time.Now(), Streams: []eventsourcing.Append{
		{Stream: stream, Expected: eventsourcing.AnyVersion, Records: records},
	}})
	require.NoError(t, err)
}

// relaying runs a relay until stop is called, which returns what Run returned.
func relaying(t *testing.T, store feed.Store, to message.Publisher, config feed.RelayConfig) (stop func() error) {
	t.Helper()
	config.Group = "relay"
	relay, err := feed.NewRelay(store, to, config)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- relay.Run(ctx) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	t.Cleanup(func() { _ = stop() })
	return stop
}

func TestRelayForwardsTheFeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, to := newStore(t), newBroker()
		happen(t, store, "account", "a", 2)
		happen(t, store, "message", "m", 1)
		stop := relaying(t, store, to, feed.RelayConfig{})
		happen(t, store, "account", "a", 1)
		assert.Equal(t, []string{"1", "2", "3"}, to.versions("account", "account/a"))
		assert.Equal(t, []string{"1"}, to.versions("message", "message/m"))

		var original eventsourcing.Record
		for record, err := range store.Load(t.Context(), eventsourcing.Stream{Category: "message", ID: "m"}, 0) {
			require.NoError(t, err)
			original = record
		}
		sent := to.topics["message"][0]
		assert.Equal(t, original.ID, sent.UUID)
		received, err := feed.FromMessage(sent)
		require.NoError(t, err)
		assert.Equal(t, original, received)
		key, err := feed.PartitionKey("message", sent)
		require.NoError(t, err)
		assert.Equal(t, "message/m", key)
		assert.Equal(t, "message/m", sent.Metadata.Get(feed.MetadataPartitionKey))

		require.NoError(t, stop())
		assert.False(t, to.wasClosed, "the publisher was only lent")
		happen(t, store, "account", "a", 1)
		relaying(t, store, to, feed.RelayConfig{})
		assert.Equal(t, []string{"1", "2", "3", "4"}, to.versions("account", "account/a"), "goes on where it stopped")
	})
}

func TestRelayOfOneCategoryToATopicOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, to := newStore(t), newBroker()
		happen(t, store, "account", "a", 1)
		happen(t, store, "message", "m", 1)
		relaying(t, store, to, feed.RelayConfig{From: "account", Topic: func(r eventsourcing.Record) string { return "portal-" + r.Stream.Category }})
		assert.Equal(t, []string{"1"}, to.versions("portal-account", "account/a"))
		assert.Len(t, to.topics, 1)
	})
}

func TestRelayRetriesUntilTheBrokerIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, to := newStore(t), newBroker()
		to.refuseWhile(func(*message.Message) bool { return true })
		for id := range 20 {
			happen(t, store, "account", fmt.Sprint(id), 3)
		}
		relaying(t, store, to, feed.RelayConfig{})
		time.Sleep(24 * time.Hour)
		to.mu.Lock()
		assert.Less(t, to.refused, 8*24*60*2+8*20, "with pauses of up to 30 s in 8 lanes")
		to.mu.Unlock()
		to.refuseWhile(nil)
		time.Sleep(31 * time.Second)
		for id := range 20 {
			assert.Equal(t, []string{"1", "2", "3"}, to.versions("account", fmt.Sprint("account/", id)))
		}
		parked, err := feed.NewParking(store, "relay", feed.AllCategories).List(t.Context())
		require.NoError(t, err)
		assert.Empty(t, parked)
	})
}

func TestRelayParksWhenConfigured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, to := newStore(t), newBroker()
		to.refuseWhile(func(msg *message.Message) bool { return msg.Metadata.Get(feed.MetadataStream) == "account/bad" })
		happen(t, store, "account", "bad", 1)
		happen(t, store, "account", "good", 1)
		relaying(t, store, to, feed.RelayConfig{Config: feed.Config{MaxAttempts: 3, Lanes: 1}})
		time.Sleep(time.Minute)
		assert.Equal(t, []string{"1"}, to.versions("account", "account/good"))
		parked, err := feed.NewParking(store, "relay", feed.AllCategories).List(t.Context())
		require.NoError(t, err)
		require.Len(t, parked, 1)
		assert.Equal(t, 3, parked[0].Attempts)
	})
}

func TestRelayStopsAtATopicOfNoPermittedForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, to := newStore(t), newBroker()
		happen(t, store, "account", "a", 2)
		relay, err := feed.NewRelay(store, to, feed.RelayConfig{
			Config: feed.Config{Group: "relay"}, Topic: func(r eventsourcing.Record) string { return r.Type },
		})
		require.NoError(t, err)
		err = relay.Run(t.Context())
		require.ErrorContains(t, err, `topic "account.happened"`)
		require.ErrorIs(t, err, fault.Permanent)
		assert.Empty(t, to.topics)
		relaying(t, store, to, feed.RelayConfig{})
		assert.Equal(t, []string{"1", "2"}, to.versions("account", "account/a"), "nothing was passed over")
	})
}

func TestRelaysShareTheWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, to := newStore(t), newBroker()
		relaying(t, store, to, feed.RelayConfig{})
		relaying(t, store, to, feed.RelayConfig{})
		time.Sleep(10 * time.Second)
		for range 5 {
			for id := range 32 {
				happen(t, store, "account", fmt.Sprint(id), 1)
			}
		}
		for id := range 32 {
			assert.Equal(t, []string{"1", "2", "3", "4", "5"}, to.versions("account", fmt.Sprint("account/", id)))
		}
	})
}

func TestRelayEndsWithTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore(t)
		relay, err := feed.NewRelay(store, newBroker(), feed.RelayConfig{Config: feed.Config{Group: "relay"}})
		require.NoError(t, err)
		go func() {
			time.Sleep(time.Minute)
			_ = store.Close()
		}()
		require.ErrorIs(t, relay.Run(t.Context()), eventsourcing.ErrClosed)
		require.ErrorIs(t, relay.Run(t.Context()), eventsourcing.ErrClosed)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.NoError(t, relay.Run(ctx))
	})
}

func TestNewRelayJoinsAllProblems(t *testing.T) {
	_, err := feed.NewRelay(nil, nil, feed.RelayConfig{})
	for _, problem := range []string{"the store is missing", "the publisher is missing", "Config.Group is missing"} {
		require.ErrorContains(t, err, problem)
	}
}

func TestPartitionKey(t *testing.T) {
	msg := message.NewMessage("id", nil)
	_, err := feed.PartitionKey("topic", msg)
	require.Error(t, err)
	msg.Metadata.Set(feed.MetadataStream, "account/1")
	key, err := feed.PartitionKey("topic", msg)
	require.NoError(t, err)
	assert.Equal(t, "account/1", key)
}
