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

func (t scene) parking() feed.Parking { return feed.NewParking(t.store, "group", category) }

func (t scene) parked() []eventsourcing.Parked {
	t.Helper()
	parked, err := t.parking().List(t.Context())
	require.NoError(t, err)
	return parked
}

func testParking(t *testing.T, newStore NewStore) {
	t.Helper()
	inBubble(t, "a message that keeps failing parks its stream only", newStore, func(t scene) {
		t.record(stream(1), 3)
		t.record(stream(2), 2)
		bad := &poison{version: 2}
		started := time.Now()
		c := t.consume(t.store, oneLane(), bad.handle)
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

		parked := t.parked()
		require.Len(t, parked, 1)
		assert.Equal(t, eventsourcing.Parked{
			Group: "group/" + category, Stream: stream(1), Version: 2, Position: seen[1].record.Position,
			Attempts: 3, Reason: "nacked 3 times", Since: started.Add(3 * time.Second).UTC().Truncate(time.Microsecond),
		}, parked[0])

		t.record(stream(1), 1)
		t.record(stream(2), 1)
		assert.Len(t, c.versions(stream(1)), 4, "later messages of the stream stay with it")
		assert.Equal(t, upTo(1, 3), c.versions(stream(2)))
	})

	inBubble(t, "retry goes on where it failed", newStore, func(t scene) {
		t.record(stream(1), 4)
		bad := &poison{version: 2}
		c := t.consume(t.store, oneLane(), bad.handle)
		time.Sleep(10 * time.Second)
		t.record(stream(1), 2)
		bad.off.Store(true)
		require.NoError(t, t.parking().Retry(t.Context(), stream(1)))
		time.Sleep(2 * time.Second)
		assert.Equal(t, []int64{1, 2, 2, 2, 2, 3, 4, 5, 6}, c.versions(stream(1)))
		assert.Empty(t, t.parked())
		t.record(stream(1), 1)
		assert.Equal(t, []int64{1, 2, 2, 2, 2, 3, 4, 5, 6, 7}, c.versions(stream(1)))
	})

	inBubble(t, "a retry that fails parks again, there", newStore, func(t scene) {
		t.record(stream(1), 4)
		bad := &poison{version: 2}
		c := t.consume(t.store, oneLane(), bad.handle)
		time.Sleep(10 * time.Second)
		require.NoError(t, t.parking().Retry(t.Context(), stream(1)))
		time.Sleep(10 * time.Second)
		parked := t.parked()
		require.Len(t, parked, 1)
		assert.Equal(t, int64(2), parked[0].Version)
		assert.Equal(t, 6, parked[0].Attempts)
		assert.Equal(t, eventsourcing.KeepParked, parked[0].Order)
		assert.Equal(t, []int64{1, 2, 2, 2, 2, 2, 2}, c.versions(stream(1)))

		c.close()
		later := &poison{version: 3}
		c = t.consume(t.store, oneLane(), later.handle)
		require.NoError(t, t.parking().Retry(t.Context(), stream(1)))
		time.Sleep(10 * time.Second)
		parked = t.parked()
		require.Len(t, parked, 1)
		assert.Equal(t, int64(3), parked[0].Version)
		assert.Equal(t, 3, parked[0].Attempts)
		assert.Equal(t, []int64{2, 3, 3, 3}, c.versions(stream(1)))
	})

	inBubble(t, "drop leaves one message out", newStore, func(t scene) {
		t.record(stream(1), 3)
		bad := &poison{version: 2}
		c := t.consume(t.store, oneLane(), bad.handle)
		time.Sleep(10 * time.Second)
		require.NoError(t, t.parking().Drop(t.Context(), stream(1)))
		time.Sleep(2 * time.Second)
		assert.Equal(t, []int64{1, 2, 2, 2, 3}, c.versions(stream(1)))
		assert.Empty(t, t.parked())
		t.record(stream(1), 1)
		assert.Equal(t, []int64{1, 2, 2, 2, 3, 4}, c.versions(stream(1)))
	})

	inBubble(t, "parked stays parked for the next holder, and so do orders", newStore, func(t scene) {
		t.record(stream(1), 3)
		bad := &poison{version: 2}
		first := t.consume(t.store, oneLane(), bad.handle)
		time.Sleep(10 * time.Second)
		first.close()
		t.record(stream(1), 1)
		second := t.consume(t.store, oneLane(), ackAll)
		assert.Empty(t, second.versions(stream(1)))
		second.close()
		require.NoError(t, t.parking().Retry(t.Context(), stream(1)))
		third := t.consume(t.store, oneLane(), ackAll)
		assert.Equal(t, []int64{2, 3, 4}, third.versions(stream(1)))
	})

	// The parked message lies after the checkpoint: the lane comes past it once more, and must neither
	// deliver the dropped message nor take the order before it is there.
	inBubble(t, "drop holds after a crash before the checkpoint", newStore, func(t scene) {
		line := &cable{Store: t.store}
		config := oneLane()
		config.CheckpointInterval = time.Hour
		t.record(stream(1), 3)
		bad := &poison{version: 2}
		first := t.consume(line, config, bad.handle)
		time.Sleep(10 * time.Second)
		line.cut.Store(true)
		first.close()
		require.NoError(t, t.parking().Drop(t.Context(), stream(1)))
		time.Sleep(time.Minute)

		line = &cable{Store: t.store}
		second := t.consume(line, config, bad.handle)
		time.Sleep(10 * time.Second)
		assert.Equal(t, []int64{3}, second.versions(stream(1)))
		assert.Empty(t, t.parked())
		line.cut.Store(true)
		second.close()
		time.Sleep(time.Minute)

		third := t.consume(t.store, config, bad.handle)
		assert.NotContains(t, third.versions(stream(1)), int64(2))
	})

	inBubble(t, "long parked streams come in pages", newStore, func(t scene) {
		config := oneLane()
		config.ReadBatch = 4
		t.record(stream(1), 50)
		bad := &poison{version: 1}
		c := t.consume(t.store, config, bad.handle)
		time.Sleep(10 * time.Second)
		bad.off.Store(true)
		require.NoError(t, t.parking().Retry(t.Context(), stream(1)))
		time.Sleep(2 * time.Second)
		assert.Equal(t, append([]int64{1, 1, 1}, upTo(1, 50)...), c.versions(stream(1)))
	})

	inBubble(t, "a retry leaves to the queue what is in the queue", newStore, func(t scene) {
		bad := &poison{version: 2}
		c := t.consume(t.store, oneLane(), func(msg *message.Message, r eventsourcing.Record) bool {
			if r.Stream == stream(2) {
				time.Sleep(5 * time.Second)
			}
			return bad.handle(msg, r)
		})
		t.record(stream(1), 3)
		time.Sleep(10 * time.Second)
		t.record(stream(2), 1)
		t.record(stream(1), 2)
		bad.off.Store(true)
		require.NoError(t, t.parking().Retry(t.Context(), stream(1)))
		time.Sleep(10 * time.Second)
		assert.Equal(t, []int64{1, 2, 2, 2, 2, 3, 4, 5}, c.versions(stream(1)))
	})

	inBubble(t, "groups and topics park apart", newStore, func(t scene) {
		t.record(stream(1), 2)
		bad := &poison{version: 1}
		t.consume(t.store, oneLane(), bad.handle)
		everything := t.consumeTopic(t.store, oneLane(), feed.AllCategories, ackAll)
		config := oneLane()
		config.Group = "another"
		another := t.consume(t.store, config, ackAll)
		time.Sleep(10 * time.Second)
		assert.Len(t, t.parked(), 1)
		assert.Equal(t, upTo(1, 2), everything.versions(stream(1)))
		assert.Equal(t, upTo(1, 2), another.versions(stream(1)))
	})

	inBubble(t, "unlimited attempts never park", newStore, func(t scene) {
		config := oneLane()
		config.MaxAttempts = feed.Unlimited
		t.record(stream(1), 1)
		bad := &poison{version: 1}
		c := t.consume(t.store, config, bad.handle)
		time.Sleep(5 * time.Minute)
		assert.Len(t, c.deliveries(), 10, "1, 2, 4… seconds apart, then a minute")
		assert.Empty(t, t.parked())
	})

	inBubble(t, "an order for what is not parked", newStore, func(t scene) {
		require.ErrorIs(t, t.parking().Retry(t.Context(), stream(1)), feed.ErrNotParked)
		require.ErrorIs(t, t.parking().Drop(t.Context(), stream(1)), fault.Conflict)
	})
}
