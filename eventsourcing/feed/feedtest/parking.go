package feedtest

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/fault"
)

// poison nacks one version of stream 1 as long as it is switched on.
type poison struct {
	version int64
	off     atomic.Bool
}

func (p *poison) handle(_ *message.Message, r eventsourcing.Record) bool {
	return r.Stream != stream(1) || r.Version != p.version || p.off.Load()
}

// oneLane has every stream wait for every other, so that what parking does is plain to see.
func oneLane() feed.Config {
	return feed.Config{Lanes: 1, MaxAttempts: 3, Backoff: feed.Exponential(time.Second, time.Minute)}
}

func testParking(t *testing.T, newStore NewStore) {
	parking := func(store eventsourcing.Store) feed.Parking { return feed.NewParking(store, "group", category) }
	list := func(t *testing.T, store eventsourcing.Store) []eventsourcing.Parked {
		t.Helper()
		parked, err := parking(store).List(t.Context())
		require.NoError(t, err)
		return parked
	}

	inBubble(t, "a message that keeps failing parks its stream only", newStore, func(t *testing.T, store eventsourcing.Store) {
		record(t, store, stream(1), 3)
		record(t, store, stream(2), 2)
		bad := &poison{version: 2}
		started := time.Now()
		c := consume(t, store, oneLane(), bad.handle)
		time.Sleep(10 * time.Second)

		seen := c.deliveries()
		require.Len(t, seen, 6)
		var pauses []time.Duration
		for _, d := range seen {
			pauses = append(pauses, d.at.Sub(started))
		}
		assert.Equal(t, []time.Duration{0, 0, time.Second, 3 * time.Second, 3 * time.Second, 3 * time.Second}, pauses)
		assert.Equal(t, []int64{1, 2, 2, 2}, c.versions(stream(1)))
		assert.Equal(t, []int64{1, 2}, c.versions(stream(2)))
		assert.Equal(t, seen[1].record.ID, seen[3].record.ID)

		parked := list(t, store)
		require.Len(t, parked, 1)
		assert.Equal(t, eventsourcing.Parked{
			Group: "group/" + category, Stream: stream(1), Version: 2, Position: seen[1].record.Position,
			Attempts: 3, Reason: "nacked 3 times", Since: started.Add(3 * time.Second).UTC().Truncate(time.Microsecond),
		}, parked[0])

		record(t, store, stream(1), 1)
		record(t, store, stream(2), 1)
		assert.Len(t, c.versions(stream(1)), 4, "later messages of the stream stay with it")
		assert.Equal(t, upTo(1, 3), c.versions(stream(2)))
	})

	inBubble(t, "retry goes on where it failed", newStore, func(t *testing.T, store eventsourcing.Store) {
		record(t, store, stream(1), 4)
		bad := &poison{version: 2}
		c := consume(t, store, oneLane(), bad.handle)
		time.Sleep(10 * time.Second)
		record(t, store, stream(1), 2)
		bad.off.Store(true)
		require.NoError(t, parking(store).Retry(t.Context(), stream(1)))
		time.Sleep(2 * time.Second)
		assert.Equal(t, []int64{1, 2, 2, 2, 2, 3, 4, 5, 6}, c.versions(stream(1)))
		assert.Empty(t, list(t, store))
		record(t, store, stream(1), 1)
		assert.Equal(t, []int64{1, 2, 2, 2, 2, 3, 4, 5, 6, 7}, c.versions(stream(1)))
	})

	inBubble(t, "a retry that fails parks again, there", newStore, func(t *testing.T, store eventsourcing.Store) {
		record(t, store, stream(1), 4)
		bad := &poison{version: 2}
		c := consume(t, store, oneLane(), bad.handle)
		time.Sleep(10 * time.Second)
		require.NoError(t, parking(store).Retry(t.Context(), stream(1)))
		time.Sleep(10 * time.Second)
		parked := list(t, store)
		require.Len(t, parked, 1)
		assert.Equal(t, int64(2), parked[0].Version)
		assert.Equal(t, 6, parked[0].Attempts)
		assert.Equal(t, eventsourcing.KeepParked, parked[0].Order)
		assert.Equal(t, []int64{1, 2, 2, 2, 2, 2, 2}, c.versions(stream(1)))

		c.close()
		later := &poison{version: 3}
		c = consume(t, store, oneLane(), later.handle)
		require.NoError(t, parking(store).Retry(t.Context(), stream(1)))
		time.Sleep(10 * time.Second)
		parked = list(t, store)
		require.Len(t, parked, 1)
		assert.Equal(t, int64(3), parked[0].Version)
		assert.Equal(t, 3, parked[0].Attempts)
		assert.Equal(t, []int64{2, 3, 3, 3}, c.versions(stream(1)))
	})

	inBubble(t, "drop leaves one message out", newStore, func(t *testing.T, store eventsourcing.Store) {
		record(t, store, stream(1), 3)
		bad := &poison{version: 2}
		c := consume(t, store, oneLane(), bad.handle)
		time.Sleep(10 * time.Second)
		require.NoError(t, parking(store).Drop(t.Context(), stream(1)))
		time.Sleep(2 * time.Second)
		assert.Equal(t, []int64{1, 2, 2, 2, 3}, c.versions(stream(1)))
		assert.Empty(t, list(t, store))
		record(t, store, stream(1), 1)
		assert.Equal(t, []int64{1, 2, 2, 2, 3, 4}, c.versions(stream(1)))
	})

	inBubble(t, "parked stays parked for the next holder, and so do orders", newStore, func(t *testing.T, store eventsourcing.Store) {
		record(t, store, stream(1), 3)
		bad := &poison{version: 2}
		first := consume(t, store, oneLane(), bad.handle)
		time.Sleep(10 * time.Second)
		first.close()
		record(t, store, stream(1), 1)
		second := consume(t, store, oneLane(), ackAll)
		assert.Empty(t, second.versions(stream(1)))
		second.close()
		require.NoError(t, parking(store).Retry(t.Context(), stream(1)))
		third := consume(t, store, oneLane(), ackAll)
		assert.Equal(t, []int64{2, 3, 4}, third.versions(stream(1)))
	})

	// The parked message lies after the checkpoint: the lane comes past it once more, and must neither
	// deliver the dropped message nor take the order before it is there.
	inBubble(t, "drop holds after a crash before the checkpoint", newStore, func(t *testing.T, store eventsourcing.Store) {
		line := &cable{Store: store}
		config := oneLane()
		config.CheckpointInterval = time.Hour
		record(t, store, stream(1), 3)
		bad := &poison{version: 2}
		first := consume(t, line, config, bad.handle)
		time.Sleep(10 * time.Second)
		line.cut.Store(true)
		first.close()
		require.NoError(t, parking(store).Drop(t.Context(), stream(1)))
		time.Sleep(time.Minute)

		line = &cable{Store: store}
		second := consume(t, line, config, bad.handle)
		time.Sleep(10 * time.Second)
		assert.Equal(t, []int64{3}, second.versions(stream(1)))
		assert.Empty(t, list(t, store))
		line.cut.Store(true)
		second.close()
		time.Sleep(time.Minute)

		third := consume(t, store, config, bad.handle)
		assert.NotContains(t, third.versions(stream(1)), int64(2))
	})

	inBubble(t, "long parked streams come in pages", newStore, func(t *testing.T, store eventsourcing.Store) {
		config := oneLane()
		config.ReadBatch = 4
		record(t, store, stream(1), 50)
		bad := &poison{version: 1}
		c := consume(t, store, config, bad.handle)
		time.Sleep(10 * time.Second)
		bad.off.Store(true)
		require.NoError(t, parking(store).Retry(t.Context(), stream(1)))
		time.Sleep(2 * time.Second)
		assert.Equal(t, append([]int64{1, 1, 1}, upTo(1, 50)...), c.versions(stream(1)))
	})

	inBubble(t, "a retry leaves to the queue what is in the queue", newStore, func(t *testing.T, store eventsourcing.Store) {
		bad := &poison{version: 2}
		c := consume(t, store, oneLane(), func(msg *message.Message, r eventsourcing.Record) bool {
			if r.Stream == stream(2) {
				time.Sleep(5 * time.Second)
			}
			return bad.handle(msg, r)
		})
		record(t, store, stream(1), 3)
		time.Sleep(10 * time.Second)
		record(t, store, stream(2), 1)
		record(t, store, stream(1), 2)
		bad.off.Store(true)
		require.NoError(t, parking(store).Retry(t.Context(), stream(1)))
		time.Sleep(10 * time.Second)
		assert.Equal(t, []int64{1, 2, 2, 2, 2, 3, 4, 5}, c.versions(stream(1)))
	})

	inBubble(t, "groups and topics park apart", newStore, func(t *testing.T, store eventsourcing.Store) {
		record(t, store, stream(1), 2)
		bad := &poison{version: 1}
		consume(t, store, oneLane(), bad.handle)
		everything := consumeTopic(t, store, oneLane(), feed.AllCategories, ackAll)
		config := oneLane()
		config.Group = "another"
		another := consume(t, store, config, ackAll)
		time.Sleep(10 * time.Second)
		assert.Len(t, list(t, store), 1)
		assert.Equal(t, upTo(1, 2), everything.versions(stream(1)))
		assert.Equal(t, upTo(1, 2), another.versions(stream(1)))
	})

	inBubble(t, "unlimited attempts never park", newStore, func(t *testing.T, store eventsourcing.Store) {
		config := oneLane()
		config.MaxAttempts = feed.Unlimited
		record(t, store, stream(1), 1)
		bad := &poison{version: 1}
		c := consume(t, store, config, bad.handle)
		time.Sleep(5 * time.Minute)
		assert.Len(t, c.deliveries(), 10, "1, 2, 4… seconds apart, then a minute")
		assert.Empty(t, list(t, store))
	})

	inBubble(t, "an order for what is not parked", newStore, func(t *testing.T, store eventsourcing.Store) {
		require.ErrorIs(t, parking(store).Retry(t.Context(), stream(1)), feed.ErrNotParked)
		require.ErrorIs(t, parking(store).Drop(t.Context(), stream(1)), fault.Conflict)
	})
}
