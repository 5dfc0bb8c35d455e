package feedtest

import (
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/tests"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// TestPubSub runs Watermill's universal Pub/Sub suite over one store, in real time. The suite nacks
// some messages a hundred times and more, hence no parking and no pause.
func TestPubSub(t *testing.T, newStore NewStore) {
	t.Helper()
	store := newStore(t)
	group := func(t *testing.T, group string) (message.Publisher, message.Subscriber) {
		t.Helper()
		subscriber, err := feed.NewSubscriber(store, feed.Config{
			Group: group, MaxAttempts: feed.Unlimited, Backoff: feed.Exponential(0, 0), PollInterval: 100 * time.Millisecond,
		})
		require.NoError(t, err)
		return NewPublisher(store), subscriber
	}
	tests.TestPubSub(t,
		tests.Features{ConsumerGroups: true, GuaranteedOrder: true, Persistent: true},
		func(t *testing.T) (message.Publisher, message.Subscriber) {
			t.Helper()
			return group(t, "suite")
		},
		group,
	)
}
