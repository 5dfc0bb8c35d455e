package feedtest

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// steal has a thief take the lease of a lane.
func (t scene) steal(lane int) eventsourcing.Lease {
	t.Helper()
	held, err := t.store.Held(t.Context(), "feed/group/"+category+"/lane/", time.Now())
	require.NoError(t, err)
	require.NoError(t, t.store.Release(t.Context(), held[lane]))
	stolen, ok, err := t.store.Acquire(t.Context(), held[lane].Name, "thief", time.Now(), 24*time.Hour)
	require.NoError(t, err)
	require.True(t, ok)
	return stolen
}

func testTakeover(t *testing.T, newStore NewStore) {
	t.Helper()
	inBubble(t, "a holder that vanished loses its lanes", newStore, func(t scene) {
		line := &cable{Store: t.store}
		config := feed.Config{LeaseTTL: 30 * time.Second}
		var inHand context.Context
		vanished := t.consume(line, config, func(msg *message.Message, r eventsourcing.Record) bool {
			if r.Version == 3 {
				inHand = msg.Context()
				<-inHand.Done()
				return false
			}
			return true
		})
		t.record(stream(1), 5)
		require.Equal(t, upTo(1, 3), vanished.versions(stream(1)))
		fence, ok := feed.FenceFrom(inHand)
		require.True(t, ok)
		time.Sleep(time.Minute)
		require.NoError(t, inHand.Err(), "the lease is renewed while the handler works")

		line.cut.Store(true)
		cut := time.Now()
		heir := t.consume(t.store, config, ackAll)
		<-inHand.Done()
		assert.LessOrEqual(t, time.Since(cut), 30*time.Second, "the handler is told before the lease ends")
		time.Sleep(31*time.Second - time.Since(cut))
		assert.Equal(t, upTo(3, 5), heir.versions(stream(1)), "from the checkpoint on")
		_, err := t.store.Append(t.Context(), eventsourcing.Batch{Now: time.Now(), Fences: []eventsourcing.Fence{fence}})
		require.ErrorIs(t, err, eventsourcing.ErrFenced)

		t.record(stream(1), 1)
		line.cut.Store(false)
		time.Sleep(10 * time.Second)
		assert.Equal(t, upTo(1, 3), vanished.versions(stream(1)))
		assert.Equal(t, upTo(3, 6), heir.versions(stream(1)))
		assert.Len(t, t.shares(), 1, "both count as holders again")
	})

	inBubble(t, "a holder that comes back in time keeps its lanes", newStore, func(t scene) {
		line := &cable{Store: t.store}
		config := feed.Config{LeaseTTL: 30 * time.Second}
		c := t.consume(line, config, ackAll)
		t.record(stream(1), 1)
		time.Sleep(time.Minute)
		line.cut.Store(true)
		time.Sleep(15 * time.Second)
		line.cut.Store(false)
		t.record(stream(1), 1)
		time.Sleep(15 * time.Second)
		assert.Equal(t, upTo(1, 2), c.versions(stream(1)))
	})

	inBubble(t, "a lease is renewed in time, however seldom is looked and slow the store", newStore, func(t scene) {
		for _, poll := range []time.Duration{time.Second, 7 * time.Second, time.Hour} {
			c := t.consume(&cable{Store: t.store, slow: 100 * time.Millisecond}, feed.Config{LeaseTTL: 30 * time.Second, PollInterval: poll}, ackAll)
			time.Sleep(time.Minute)
			for range 100 {
				time.Sleep(time.Second)
				for _, lease := range t.held() {
					assert.Greater(t, time.Until(lease.Expires), 19*time.Second, "%s, looking every %s", lease.Name, poll)
				}
			}
			c.close()
		}
	})

	// Nothing is renewed for hours in two of these, so it is what is written that finds the lease lost.
	inBubble(t, "a stolen lease is found when progress is saved", newStore, func(t scene) {
		logger := watermill.NewCaptureLogger()
		c := t.consume(t.store, feed.Config{Lanes: 2, LeaseTTL: 24 * time.Hour, Logger: logger}, ackAll)
		for id := range 8 {
			t.record(stream(id), 1)
		}
		require.Len(t, c.deliveries(), 8)
		t.steal(0)
		time.Sleep(2 * time.Second)
		assert.True(t, logger.HasError(eventsourcing.ErrFenced))
		saved, err := t.store.Checkpoints(t.Context(), "group/"+category)
		require.NoError(t, err)
		require.Len(t, saved, 2)
		assert.Zero(t, saved[0].Position)
		assert.NotZero(t, saved[1].Position, "the other lane is saved all the same")
		for id := range 8 {
			t.record(stream(id), 1)
		}
		assert.Less(t, len(c.deliveries()), 16)
	})

	inBubble(t, "a stolen lease is found when a stream is parked", newStore, func(t scene) {
		logger := watermill.NewCaptureLogger()
		config := feed.Config{Lanes: 1, LeaseTTL: 24 * time.Hour, CheckpointInterval: 24 * time.Hour, MaxAttempts: 1, Logger: logger}
		c := t.consume(t.store, config, func(*message.Message, eventsourcing.Record) bool { return false })
		synctest.Wait()
		stolen := t.steal(0)
		t.record(stream(1), 1)
		t.record(stream(2), 1)
		assert.Len(t, c.deliveries(), 1)
		assert.True(t, logger.HasError(eventsourcing.ErrFenced))
		parked, err := t.store.Parked(t.Context(), "group/"+category)
		require.NoError(t, err)
		assert.Empty(t, parked)
		saved, err := t.store.Checkpoints(t.Context(), "group/"+category)
		require.NoError(t, err)
		require.Len(t, saved, 1)
		assert.Zero(t, saved[0].Position, "the lane ends without saving")
		require.NoError(t, t.store.Release(t.Context(), stolen))
		time.Sleep(2 * time.Second)
		assert.Equal(t, []int64{1, 1}, c.versions(stream(1)), "and can be taken again")
	})

	inBubble(t, "a stolen lease is found when it is renewed", newStore, func(t scene) {
		c := t.consume(t.store, feed.Config{Lanes: 1, LeaseTTL: time.Hour, CheckpointInterval: 24 * time.Hour}, ackAll)
		t.record(stream(1), 1)
		require.Len(t, c.deliveries(), 1)
		t.steal(0)
		time.Sleep(21 * time.Minute)
		t.record(stream(1), 1)
		assert.Len(t, c.deliveries(), 1)
	})
}
