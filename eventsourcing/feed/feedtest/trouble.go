package feedtest

import (
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

func testTrouble(t *testing.T, newStore NewStore) {
	t.Helper()
	inBubble(t, "a store that fails for a while", newStore, func(t scene) {
		line := &cable{Store: t.store}
		logger := watermill.NewCaptureLogger()
		c := t.consume(line, feed.Config{Logger: logger}, ackAll)
		t.record(stream(1), 1)
		require.Len(t, c.deliveries(), 1)
		line.cut.Store(true)
		t.record(stream(1), 1)
		time.Sleep(5 * time.Minute)
		require.Len(t, c.deliveries(), 1)
		assert.True(t, logger.HasError(errCut))
		line.cut.Store(false)
		time.Sleep(30 * time.Second)
		assert.Contains(t, c.versions(stream(1)), int64(2))
	})

	inBubble(t, "a store that falls silent loses the lanes, and has them again when it speaks", newStore, func(t scene) {
		line := &cable{Store: t.store}
		c := t.consume(line, feed.Config{LeaseTTL: 30 * time.Second}, ackAll)
		t.record(stream(1), 1)
		require.Len(t, c.deliveries(), 1)
		line.silent.Store(true)
		time.Sleep(time.Minute)
		t.record(stream(1), 1)
		heir := t.consume(t.store, feed.Config{LeaseTTL: 30 * time.Second}, ackAll)
		assert.Contains(t, heir.versions(stream(1)), int64(2))
		heir.close()
		line.silent.Store(false)
		time.Sleep(time.Minute)
		t.record(stream(1), 1)
		assert.Contains(t, c.versions(stream(1)), int64(3))
	})

	inBubble(t, "a lane that cannot be had holds up no other", newStore, func(t scene) {
		line := &cable{Store: t.store, stuck: "feed/group/" + category + "/lane/3"}
		c := t.consume(line, feed.Config{}, ackAll)
		for range 10 {
			time.Sleep(time.Minute)
			assert.Len(t, t.held(), 7)
			t.record(stream(1), 1)
		}
		for _, lease := range t.held() {
			assert.Equal(t, int64(1), lease.Token, "%s was lost meanwhile", lease.Name)
		}
		assert.Equal(t, upTo(1, 10), c.versions(stream(1)))
	})

	inBubble(t, "a store that is closed ends the subscription", newStore, func(t scene) {
		subscriber, err := feed.NewSubscriber(t.store, feed.Config{Group: "group"})
		require.NoError(t, err)
		messages, err := subscriber.Subscribe(t.Context(), category)
		require.NoError(t, err)
		time.Sleep(time.Second)
		require.NoError(t, t.store.Close())
		for range messages {
			t.Error("unexpected message")
		}
		require.NoError(t, subscriber.Close())
	})
}
