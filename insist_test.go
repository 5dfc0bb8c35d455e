package kabinet_test

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/notification"
)

// unloading is a store that cannot load streams while it is down; everything else works.
type unloading struct {
	*memory.Store
	down atomic.Bool
}

func (s *unloading) Load(ctx context.Context, stream eventsourcing.Stream, after int64) iter.Seq2[eventsourcing.Record, error] {
	if s.down.Load() {
		return func(yield func(eventsourcing.Record, error) bool) {
			yield(eventsourcing.Record{}, fault.AsTransient(errors.New("the store is down")))
		}
	}
	return s.Store.Load(ctx, stream, after)
}

// A store that is in trouble for an hour parks nothing: what was to be done is done when it is back.
func TestPassingTroubleParksNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := memory.New()
		store := &unloading{Store: set.Events}
		ports := set.Ports
		ports.Store = store
		k := portaltest.New(t, ports)
		p := portaltest.Portal{Kabinet: k, Set: set}
		receipt := p.Register(t, portaltest.Email)
		store.down.Store(true)
		portaltest.Run(t, k)
		time.Sleep(time.Hour)
		require.Empty(t, set.Inbox.All())
		store.down.Store(false)
		time.Sleep(time.Minute)
		require.Len(t, set.Inbox.For(portaltest.Email), 1)
		parked, err := set.Events.Parked(t.Context(), notification.Group+"/all")
		require.NoError(t, err)
		require.Empty(t, parked)
		delivery, err := k.Notification.CodeDelivery(t.Context(), receipt.Challenge, 1)
		require.NoError(t, err)
		require.Equal(t, notification.Sent, delivery.Status)
	})
}
