package notification_test

import (
	"context"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/notification"
)

// NOT-4: a process that took long to compose a message does not send it when another has sent it meanwhile.
func TestMessageSentMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := memory.New()
		set.Inbox.Fail(func(string) error { return errDown })
		quick := portaltest.New(t, set.Ports)
		stop := portaltest.Run(t, quick)
		receipt := portaltest.Portal{Kabinet: quick, Set: set}.Register(t, portaltest.Email)
		synctest.Wait()
		stop()
		set.Inbox.Fail(nil)
		time.Sleep(time.Hour)

		timer := eventsourcing.Timer{TimerKey: eventsourcing.TimerKey{
			Stream: eventsourcing.Stream{Category: notification.Category, ID: receipt.Challenge + ".1"}, Name: notification.SendTimer,
		}}
		ports := set.Ports
		ports.Store = &interruptedStore{Store: set.Events, interrupt: func() {
			require.NoError(t, quick.Notification.Attempt(t.Context(), timer))
		}}
		require.NoError(t, portaltest.New(t, ports).Notification.Attempt(t.Context(), timer))
		delivery, err := quick.Notification.Delivery(t.Context(), timer.Stream.ID)
		require.NoError(t, err)
		require.Equal(t, notification.Sent, delivery.Status)
		require.Len(t, set.Inbox.All(), 1)
	})
}

// interruptedStore has something happen when a challenge is read first.
type interruptedStore struct {
	*memory.Store
	interrupt func()
}

func (s *interruptedStore) Load(ctx context.Context, stream eventsourcing.Stream, after int64) iter.Seq2[eventsourcing.Record, error] {
	if interrupt := s.interrupt; interrupt != nil && stream.Category == confirmation.Category {
		s.interrupt = nil
		interrupt()
	}
	return s.Store.Load(ctx, stream, after)
}
