package nats_test

import (
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/tests"
	natsgo "github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats"
	"github.com/kabinet-go/kabinet/adapters/nats/natstest"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// Watermill's universal suite, on the server there is and on the one that is built in.
func TestPubSub(t *testing.T) {
	t.Run("server", func(t *testing.T) { testPubSub(t, natstest.Connection(t)) })
	t.Run("embedded", func(t *testing.T) { testPubSub(t, natstest.Connect(t, natstest.NewServer(t).URL())) })
}

func testPubSub(t *testing.T, conn *natsgo.Conn) {
	t.Helper()
	config := natstest.Config(t, conn)
	config.Backoff = feed.Exponential(0, 0)
	group := func(t *testing.T, group string) (message.Publisher, message.Subscriber) {
		t.Helper()
		config := config
		config.Group = group
		publisher, err := nats.NewPublisher(t.Context(), conn, config)
		require.NoError(t, err)
		subscriber, err := nats.NewSubscriber(t.Context(), conn, config)
		require.NoError(t, err)
		return publisher, subscriber
	}
	features := tests.Features{ConsumerGroups: true, GuaranteedOrder: true, Persistent: true}
	tests.TestPubSub(t, features,
		func(t *testing.T) (message.Publisher, message.Subscriber) {
			t.Helper()
			return group(t, "suite")
		},
		group,
	)
	t.Run("NewGroupReceivesOldMessages", func(t *testing.T) {
		features.NewSubscriberReceivesOldMessages = true
		tests.TestNewSubscriberReceivesOldMessages(t, tests.TestContext{TestID: tests.NewTestID(), Features: features},
			func(t *testing.T) (message.Publisher, message.Subscriber) {
				t.Helper()
				return group(t, "new-"+tests.NewTestID().String())
			})
	})
}
