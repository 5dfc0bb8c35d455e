package feedtest

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

func testMessages(t *testing.T, newStore NewStore) {
	t.Helper()
	inBubble(t, "a message carries its record", newStore, func(t scene) {
		want := eventsourcing.Record{
			Stream: stream(1), Version: 1, ID: "an id", Type: "feedtest.happened", Schema: 3,
			Time: time.Date(2026, 11, 21, 10, 0, 0, 123456000, time.UTC), Data: []byte("public"),
			Sealed: []byte{0, 255, 1}, Key: "a person", Metadata: map[string]string{"actor": "operator"},
		}
		position, err := t.store.Append(t.Context(), eventsourcing.Batch{Now: time.Now(), Streams: []eventsourcing.Append{
			{Stream: stream(1), Records: []eventsourcing.Record{want}},
		}})
		require.NoError(t, err)
		want.Position = position
		got := t.consume(t.store, feed.Config{}, ackAll).deliveries()
		require.Len(t, got, 1)
		assert.Equal(t, want, got[0].record)
	})

	inBubble(t, "a topic is a category or all", newStore, func(t scene) {
		t.record(stream(1), 2)
		t.record(eventsourcing.Stream{Category: other, ID: "x"}, 3)
		assert.Len(t, t.consumeTopic(t.store, feed.Config{}, category, ackAll).deliveries(), 2)
		assert.Len(t, t.consumeTopic(t.store, feed.Config{}, other, ackAll).deliveries(), 3)
		assert.Len(t, t.consumeTopic(t.store, feed.Config{}, feed.AllCategories, ackAll).deliveries(), 5)
		assert.Empty(t, t.consumeTopic(t.store, feed.Config{}, "nothing", ackAll).deliveries())
	})

	inBubble(t, "an append wakes the subscriber", newStore, func(t scene) {
		c := t.consume(t.store, feed.Config{}, ackAll)
		synctest.Wait()
		started := time.Now()
		t.record(stream(1), 1)
		require.Len(t, c.deliveries(), 1)
		assert.Equal(t, started, time.Now(), "without waiting for the poll")
	})

	inBubble(t, "streams are in order, one message at a time", newStore, func(t scene) {
		for range 20 {
			for id := range 10 {
				t.record(stream(id), 3)
			}
		}
		busy := newExclusive()
		c := t.consume(t.store, feed.Config{ReadBatch: 16}, func(msg *message.Message, r eventsourcing.Record) bool {
			defer busy.enter(t, r.Stream)()
			time.Sleep(time.Millisecond)
			return true
		})
		time.Sleep(time.Minute)
		for id := range 10 {
			assert.Equal(t, upTo(1, 60), c.versions(stream(id)))
		}
	})

	inBubble(t, "a stalled lane does not hold up the others", newStore, func(t scene) {
		const streams, events = 16, 100
		stalled := stream(0)
		release := make(chan struct{})
		for range events {
			for id := range streams {
				t.record(stream(id), 1)
			}
		}
		c := t.consume(t.store, feed.Config{Lanes: streams * 8, ReadBatch: 8}, func(_ *message.Message, r eventsourcing.Record) bool {
			if r.Stream == stalled {
				<-release
			}
			return true
		})
		assert.Equal(t, upTo(1, 1), c.versions(stalled))
		free := 0
		for id := range streams {
			if len(c.versions(stream(id))) == events {
				free++
			}
		}
		assert.GreaterOrEqual(t, free, streams/2, "streams in other lanes are through")
		close(release)
		for id := range streams {
			assert.Equal(t, upTo(1, events), c.versions(stream(id)))
		}
	})

	inBubble(t, "the context of a message", newStore, func(t scene) {
		type key struct{}
		t.record(stream(1), 2)
		subscriber, err := feed.NewSubscriber(t.store, feed.Config{Group: "group"})
		require.NoError(t, err)
		defer func() { require.NoError(t, subscriber.Close()) }()
		ctx, cancel := context.WithCancel(context.WithValue(context.Background(), key{}, "value"))
		defer cancel()
		messages, err := subscriber.Subscribe(ctx, category)
		require.NoError(t, err)

		msg := <-messages
		assert.Equal(t, "value", msg.Context().Value(key{}))
		fence, ok := feed.FenceFrom(msg.Context())
		require.True(t, ok)
		_, err = t.store.Append(t.Context(), eventsourcing.Batch{Now: time.Now(), Fences: []eventsourcing.Fence{fence}})
		require.NoError(t, err, "the fence is good")
		require.NoError(t, msg.Context().Err())
		msg.Ack()
		<-msg.Context().Done()

		msg = <-messages
		cancel()
		<-msg.Context().Done()
		_, open := <-messages
		assert.False(t, open)
		_, err = t.store.Append(t.Context(), eventsourcing.Batch{Now: time.Now(), Fences: []eventsourcing.Fence{fence}})
		require.ErrorIs(t, err, eventsourcing.ErrFenced, "the lane was released")
	})
}
