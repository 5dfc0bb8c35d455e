package feedtest

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/fault"
)

func testRestart(t *testing.T, newStore NewStore) {
	inBubble(t, "after an orderly end nothing is repeated", newStore, func(t *testing.T, store eventsourcing.Store) {
		for id := range 10 {
			record(t, store, stream(id), 5)
		}
		first := consume(t, store, feed.Config{}, ackAll)
		require.Len(t, first.deliveries(), 50)
		first.close()
		record(t, store, stream(3), 2)
		started := time.Now()
		second := consume(t, store, feed.Config{}, ackAll)
		assert.Len(t, second.deliveries(), 2)
		assert.Equal(t, []int64{6, 7}, second.versions(stream(3)))
		assert.Equal(t, started, time.Now(), "the lanes were free at once")
	})

	inBubble(t, "the end of the context is an orderly end", newStore, func(t *testing.T, store eventsourcing.Store) {
		record(t, store, stream(1), 3)
		subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "group"})
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(context.Background())
		messages, err := subscriber.Subscribe(ctx, category)
		require.NoError(t, err)
		for range 2 {
			(<-messages).Ack()
		}
		cancel()
		for range messages {
		}
		assert.Equal(t, []int64{3}, consume(t, store, feed.Config{}, ackAll).versions(stream(1)))
		require.NoError(t, subscriber.Close())
	})

	inBubble(t, "an ack just before the end counts", newStore, func(t *testing.T, store eventsourcing.Store) {
		const events = 50
		record(t, store, stream(1), events)
		subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "group"})
		require.NoError(t, err)
		defer func() { require.NoError(t, subscriber.Close()) }()
		for version := int64(1); version <= events; version++ {
			ctx, cancel := context.WithCancel(context.Background())
			messages, err := subscriber.Subscribe(ctx, category)
			require.NoError(t, err)
			msg := <-messages
			got, err := feed.FromMessage(msg)
			require.NoError(t, err)
			require.Equal(t, version, got.Version)
			msg.Ack()
			cancel()
			for range messages {
			}
		}
	})

	inBubble(t, "after a crash only what followed the checkpoint", newStore, func(t *testing.T, store eventsourcing.Store) {
		line := &cable{Store: store}
		first := consume(t, line, feed.Config{CheckpointInterval: 10 * time.Second}, ackAll)
		record(t, store, stream(1), 4)
		time.Sleep(11 * time.Second)
		record(t, store, stream(1), 2)
		require.Equal(t, upTo(1, 6), first.versions(stream(1)))
		line.cut.Store(true)
		first.close()
		time.Sleep(time.Minute)
		assert.Equal(t, []int64{5, 6}, consume(t, store, feed.Config{}, ackAll).versions(stream(1)))
	})

	inBubble(t, "idle lanes move forward", newStore, func(t *testing.T, store eventsourcing.Store) {
		c := consume(t, store, feed.Config{Lanes: 4}, ackAll)
		record(t, store, eventsourcing.Stream{Category: other, ID: "x"}, 3)
		record(t, store, stream(1), 1)
		synctest.Wait()
		c.close()
		page, err := store.Read(t.Context(), 0, 10)
		require.NoError(t, err)
		saved, err := store.Checkpoints(t.Context(), "group/"+category)
		require.NoError(t, err)
		require.Len(t, saved, 4)
		for lane, checkpoint := range saved {
			assert.Equal(t, eventsourcing.Checkpoint{Lane: lane, Lanes: 4, Position: page.Next}, checkpoint)
		}
	})

	inBubble(t, "another number of lanes is refused", newStore, func(t *testing.T, store eventsourcing.Store) {
		record(t, store, stream(1), 1)
		first := consume(t, store, feed.Config{Lanes: 4}, ackAll)
		require.Len(t, first.deliveries(), 1)
		first.close()
		subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "group", Lanes: 5})
		require.NoError(t, err)
		_, err = subscriber.Subscribe(t.Context(), category)
		var lanes *feed.LanesError
		require.ErrorAs(t, err, &lanes)
		require.ErrorIs(t, err, fault.Permanent)
		assert.Equal(t, feed.LanesError{Group: "group", Topic: category, Saved: 4, Configured: 5}, *lanes)
		_, err = subscriber.Subscribe(t.Context(), other)
		require.NoError(t, err, "another topic is another matter")
		require.NoError(t, subscriber.Close())
	})

	inBubble(t, "of two numbers of lanes one wins", newStore, func(t *testing.T, store eventsourcing.Store) {
		logger := watermill.NewCaptureLogger()
		var both [2]*consumer
		for i := range both {
			both[i] = consume(t, store, feed.Config{Lanes: 4 + i, Logger: logger}, ackAll)
		}
		for id := range 20 {
			record(t, store, stream(id), 1)
		}
		time.Sleep(10 * time.Second)
		assert.Len(t, append(both[0].deliveries(), both[1].deliveries()...), 20, "nothing is delivered twice")
		errs := logger.Captured()[watermill.ErrorLogLevel]
		require.NotEmpty(t, errs)
		var lanes *feed.LanesError
		require.ErrorAs(t, errs[0].Err, &lanes)
	})

	inBubble(t, "closing", newStore, func(t *testing.T, store eventsourcing.Store) {
		record(t, store, stream(1), 1)
		subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "group"})
		require.NoError(t, err)
		messages, err := subscriber.Subscribe(context.Background(), category)
		require.NoError(t, err)
		msg := <-messages
		go func() { _ = subscriber.Close() }()
		require.NoError(t, subscriber.Close())
		require.Error(t, msg.Context().Err())
		_, open := <-messages
		require.False(t, open)
		require.NoError(t, subscriber.Close())
		_, err = subscriber.Subscribe(context.Background(), category)
		require.ErrorIs(t, err, feed.ErrClosed)
	})
}
