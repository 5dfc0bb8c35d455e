package feedtest

import (
	"context"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

func testTakeover(t *testing.T, newStore NewStore) {
	inBubble(t, "a holder that vanished loses its lanes", newStore, func(t *testing.T, store eventsourcing.Store) {
		line := &cable{Store: store}
		config := feed.Config{LeaseTTL: 30 * time.Second}
		var inHand context.Context
		vanished := consume(t, line, config, func(msg *message.Message, r eventsourcing.Record) bool {
			if r.Version == 3 {
				inHand = msg.Context()
				<-inHand.Done()
				return false
			}
			return true
		})
		record(t, store, stream(1), 5)
		require.Equal(t, upTo(1, 3), vanished.versions(stream(1)))
		fence, ok := feed.FenceFrom(inHand)
		require.True(t, ok)
		time.Sleep(time.Minute)
		require.NoError(t, inHand.Err(), "the lease is renewed while the handler works")

		line.cut.Store(true)
		cut := time.Now()
		heir := consume(t, store, config, ackAll)
		<-inHand.Done()
		assert.LessOrEqual(t, time.Since(cut), 30*time.Second, "the handler is told before the lease ends")
		time.Sleep(31*time.Second - time.Since(cut))
		assert.Equal(t, upTo(3, 5), heir.versions(stream(1)), "from the checkpoint on")
		_, err := store.Append(t.Context(), eventsourcing.Batch{Now: time.Now(), Fences: []eventsourcing.Fence{fence}})
		require.ErrorIs(t, err, eventsourcing.ErrFenced)

		record(t, store, stream(1), 1)
		line.cut.Store(false)
		time.Sleep(10 * time.Second)
		assert.Equal(t, upTo(1, 3), vanished.versions(stream(1)))
		assert.Equal(t, upTo(3, 6), heir.versions(stream(1)))
		assert.Len(t, shares(t, store), 1, "both count as holders again")
	})

	inBubble(t, "a holder that comes back in time keeps its lanes", newStore, func(t *testing.T, store eventsourcing.Store) {
		line := &cable{Store: store}
		config := feed.Config{LeaseTTL: 30 * time.Second}
		c := consume(t, line, config, ackAll)
		record(t, store, stream(1), 1)
		time.Sleep(time.Minute)
		line.cut.Store(true)
		time.Sleep(15 * time.Second)
		line.cut.Store(false)
		record(t, store, stream(1), 1)
		time.Sleep(15 * time.Second)
		assert.Equal(t, upTo(1, 2), c.versions(stream(1)))
	})

	inBubble(t, "a holder whose lease was stolen stops without saving", newStore, func(t *testing.T, store eventsourcing.Store) {
		line := &cable{Store: store}
		config := feed.Config{Lanes: 1, CheckpointInterval: time.Hour}
		first := consume(t, line, config, ackAll)
		record(t, store, stream(1), 2)
		require.Equal(t, upTo(1, 2), first.versions(stream(1)))
		held, err := store.Held(t.Context(), "feed/group/"+category+"/lane/", time.Now())
		require.NoError(t, err)
		require.Len(t, held, 1)
		require.NoError(t, store.Release(t.Context(), held[0]))
		_, ok, err := store.Acquire(t.Context(), held[0].Name, "thief", time.Now(), time.Hour)
		require.NoError(t, err)
		require.True(t, ok)
		time.Sleep(20 * time.Second)
		record(t, store, stream(1), 1)
		assert.Equal(t, upTo(1, 2), first.versions(stream(1)))
		first.close()
		saved, err := store.Checkpoints(t.Context(), "group/"+category)
		require.NoError(t, err)
		assert.Empty(t, saved)
	})
}
