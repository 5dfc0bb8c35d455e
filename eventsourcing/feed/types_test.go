package feed_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// Only events of the types asked for are delivered, in their order; the group's progress passes the others, also at the
// end of the log.
func TestTypesPassOverOtherEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore(t)
		types := []string{"test.wanted", "test.other", "test.wanted", "test.also-wanted", "test.other"}
		var records []eventsourcing.Record
		for i, name := range types {
			records = append(records, eventsourcing.Record{ID: strconv.Itoa(i), Type: name, Schema: 1})
		}
		last, err := store.Append(t.Context(), eventsourcing.Batch{Streams: []eventsourcing.Append{{
			Stream: eventsourcing.Stream{Category: "account", ID: "1"}, Records: records,
		}}})
		require.NoError(t, err)
		subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "group", Lanes: 1, Types: []string{"test.wanted", "test.also-wanted"}})
		require.NoError(t, err)
		messages, err := subscriber.Subscribe(t.Context(), "account")
		require.NoError(t, err)
		for _, id := range []string{"0", "2", "3"} {
			msg := <-messages
			assert.Equal(t, id, msg.UUID)
			msg.Ack()
		}
		synctest.Wait()
		assert.Empty(t, messages)
		require.NoError(t, subscriber.Close())
		checkpoints, err := store.Checkpoints(t.Context(), "group/account")
		require.NoError(t, err)
		require.Len(t, checkpoints, 1)
		assert.Equal(t, last, checkpoints[0].Position)
	})
}

// When a parked stream is delivered again, what is not wanted is passed over too.
func TestTypesOfAParkedStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, stream := newStore(t), eventsourcing.Stream{Category: "account", ID: "1"}
		subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "group", Lanes: 1, MaxAttempts: 1, Types: []string{"test.wanted"}})
		require.NoError(t, err)
		defer func() { require.NoError(t, subscriber.Close()) }()
		messages, err := subscriber.Subscribe(t.Context(), "account")
		require.NoError(t, err)
		_, err = store.Append(t.Context(), eventsourcing.Batch{Streams: []eventsourcing.Append{{
			Stream: stream,
			Records: []eventsourcing.Record{
				{ID: "0", Type: "test.wanted", Schema: 1}, {ID: "1", Type: "test.other", Schema: 1}, {ID: "2", Type: "test.wanted", Schema: 1},
			},
		}}})
		require.NoError(t, err)
		(<-messages).Nack()
		time.Sleep(time.Minute)
		assert.Empty(t, messages)
		parking := feed.NewParking(store, "group", "account")
		require.NoError(t, parking.Retry(t.Context(), stream))
		for _, id := range []string{"0", "2"} {
			msg := <-messages
			assert.Equal(t, id, msg.UUID)
			msg.Ack()
		}
		time.Sleep(time.Minute)
		parked, err := parking.List(t.Context())
		require.NoError(t, err)
		assert.Empty(t, parked)
	})
}
