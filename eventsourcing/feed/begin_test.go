package feed_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/fault"
)

// forgetful is a store that cannot tell its checkpoints while it is in trouble.
type forgetful struct {
	eventsourcing.Store
	trouble atomic.Pointer[error]
}

func (f *forgetful) Checkpoints(ctx context.Context, group string) ([]eventsourcing.Checkpoint, error) {
	if err := f.trouble.Load(); err != nil {
		return nil, *err
	}
	return f.Store.Checkpoints(ctx, group)
}

// A subscription begins while the store is in passing trouble, and works when that is over; trouble that will
// not pass is told.
func TestSubscribeWhileTheStoreIsInTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &forgetful{Store: newStore(t)}
		subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "group"})
		require.NoError(t, err)
		defer func() { require.NoError(t, subscriber.Close()) }()

		lasting := fault.AsPermanent(errors.New("no such table"))
		store.trouble.Store(&lasting)
		_, err = subscriber.Subscribe(t.Context(), "account")
		require.ErrorIs(t, err, lasting)

		passing := fault.AsTransient(errors.New("the store is down"))
		store.trouble.Store(&passing)
		messages, err := subscriber.Subscribe(t.Context(), "account")
		require.NoError(t, err)
		_, err = store.Append(t.Context(), eventsourcing.Batch{Streams: []eventsourcing.Append{{
			Stream:  eventsourcing.Stream{Category: "account", ID: "1"},
			Records: []eventsourcing.Record{{ID: "1", Type: "test.happened", Schema: 1}},
		}}})
		require.NoError(t, err)
		time.Sleep(time.Minute)
		store.trouble.Store(nil)
		(<-messages).Ack()
	})
}
