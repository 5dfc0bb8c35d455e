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
	t.Helper()
	inBubble(t, "after an orderly end nothing is repeated", newStore, func(t scene) {
		for id := range 10 {
			t.record(stream(id), 5)
		}
		first := t.consume(t.store, feed.Config{}, ackAll)
		require.Len(t, first.deliveries(), 50)
		first.close()
		t.record(stream(3), 2)
		started := time.Now()
		second := t.consume(t.store, feed.Config{}, ackAll)
		assert.Len(t, second.deliveries(), 2)
		assert.Equal(t, []int64{6, 7}, second.versions(stream(3)))
		assert.Equal(t, started, time.Now(), "the lanes were free at once")
	})

	inBubble(t, "the end of the context is an orderly end", newStore, func(t scene) {
		t.record(stream(1), 3)
		subscriber, err := feed.NewSubscriber(t.store, feed.Config{Group: "group"})
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
		assert.Equal(t, []int64{3}, t.consume(t.store, feed.Config{}, ackAll).versions(stream(1)))
		require.NoError(t, subscriber.Close())
	})

	inBubble(t, "an ack just before the end counts", newStore, func(t scene) {
		const events = 50
		t.record(stream(1), events)
		subscriber, err := feed.NewSubscriber(t.store, feed.Config{Group: "group"})
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

	inBubble(t, "after a crash only what followed the checkpoint", newStore, func(t scene) {
		line := &cable{Store: t.store}
		first := t.consume(line, feed.Config{CheckpointInterval: 10 * time.Second}, ackAll)
		t.record(stream(1), 4)
		time.Sleep(11 * time.Second)
		t.record(stream(1), 2)
		require.Equal(t, upTo(1, 6), first.versions(stream(1)))
		line.cut.Store(true)
		first.close()
		time.Sleep(time.Minute)
		assert.Equal(t, []int64{5, 6}, t.consume(t.store, feed.Config{}, ackAll).versions(stream(1)))
	})

	inBubble(t, "idle lanes move forward", newStore, func(t scene) {
		c := t.consume(t.store, feed.Config{Lanes: 4}, ackAll)
		t.record(eventsourcing.Stream{Category: other, ID: "x"}, 3)
		t.record(stream(1), 1)
		synctest.Wait()
		c.close()
		page, err := t.store.Read(t.Context(), 0, 10)
		require.NoError(t, err)
		saved, err := t.store.Checkpoints(t.Context(), "group/"+category)
		require.NoError(t, err)
		require.Len(t, saved, 4)
		for lane, checkpoint := range saved {
			assert.Equal(t, eventsourcing.Checkpoint{Lane: lane, Lanes: 4, Position: page.Next}, checkpoint)
		}
	})

	inBubble(t, "another number of lanes is refused", newStore, func(t scene) {
		t.record(stream(1), 1)
		first := t.consume(t.store, feed.Config{Lanes: 4}, ackAll)
		require.Len(t, first.deliveries(), 1)
		first.close()
		subscriber, err := feed.NewSubscriber(t.store, feed.Config{Group: "group", Lanes: 5})
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

	inBubble(t, "of two numbers of lanes one wins", newStore, func(t scene) {
		logger := watermill.NewCaptureLogger()
		var both [2]*consumer
		for i := range both {
			both[i] = t.consume(t.store, feed.Config{Lanes: 4 + i, Logger: logger}, ackAll)
		}
		for id := range 20 {
			t.record(stream(id), 1)
		}
		time.Sleep(10 * time.Second)
		assert.Len(t, append(both[0].deliveries(), both[1].deliveries()...), 20, "nothing is delivered twice")
		errs := logger.Captured()[watermill.ErrorLogLevel]
		require.NotEmpty(t, errs)
		var lanes *feed.LanesError
		require.ErrorAs(t, errs[0].Err, &lanes)
	})

	inBubble(t, "closing", newStore, func(t scene) {
		t.record(stream(1), 1)
		subscriber, err := feed.NewSubscriber(t.store, feed.Config{Group: "group"})
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
