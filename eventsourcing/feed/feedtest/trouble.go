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
