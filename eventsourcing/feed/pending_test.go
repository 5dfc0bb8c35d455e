package feed_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// holding is a store another process appends to: Changed tells nothing, and while it holds back, what was
// appended is still to come.
type holding struct {
	eventsourcing.Store
	back  atomic.Bool
	reads atomic.Int64
}

func (h *holding) Changed() <-chan struct{} { return nil }

func (h *holding) Read(ctx context.Context, after int64, limit int, categories ...string) (eventsourcing.Page, error) {
	h.reads.Add(1)
	if h.back.Load() {
		return eventsourcing.Page{Next: after, Pending: true}, nil
	}
	return h.Store.Read(ctx, after, limit, categories...)
}

func TestARecordStillToComeIsLookedForSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &holding{Store: newStore(t)}
		store.back.Store(true)
		subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "group", PollInterval: 10 * time.Second})
		require.NoError(t, err)
		defer func() { require.NoError(t, subscriber.Close()) }()
		messages, err := subscriber.Subscribe(t.Context(), "account")
		require.NoError(t, err)
		_, err = store.Append(t.Context(), eventsourcing.Batch{Streams: []eventsourcing.Append{{
			Stream:  eventsourcing.Stream{Category: "account", ID: "1"},
			Records: []eventsourcing.Record{{ID: "1", Type: "test.happened", Schema: 1}},
		}}})
		require.NoError(t, err)

		time.Sleep(10 * time.Second)
		looks := store.reads.Load()
		assert.Less(t, looks, int64(250), "not without a pause")
		assert.Greater(t, looks, int64(150), "nor only when it is time to poll")
		store.back.Store(false)
		free := time.Now()
		(<-messages).Ack()
		assert.LessOrEqual(t, time.Since(free), 50*time.Millisecond)
	})
}
