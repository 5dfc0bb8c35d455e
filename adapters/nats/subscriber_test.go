package nats_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats/natstest"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/fault"
)

// Who closes leaves nothing behind that others must wait for: neither what was in hand nor what was on
// its way.
func TestCloseGivesBackWhatWasNotAcked(t *testing.T) {
	const rounds = 40
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.AckWait, config.Backoff = time.Hour, feed.Exponential(0, 0)
	publisher := newPublisher(t, conn, config)
	var want []string
	for round := range rounds {
		leaving := newSubscriber(t, conn, config)
		messages := subscribe(t, leaving)
		msg := event("a", round+1)
		require.NoError(t, publisher.Publish(topic, msg))
		want = append(want, msg.UUID)
		if round%2 == 0 {
			receive(t, messages).Nack()
		}
		require.NoError(t, leaving.Close())
	}
	require.Equal(t, want, ids(t, subscribe(t, newSubscriber(t, conn, config)), rounds))
}

func TestAnAckBeforeCloseCounts(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.Lanes = 1
	publisher := newPublisher(t, conn, config)
	for version := 1; version <= 10; version++ {
		require.NoError(t, publisher.Publish(topic, event("a", version)))
		leaving := newSubscriber(t, conn, config)
		msg := receive(t, subscribe(t, leaving))
		require.Equal(t, event("a", version).UUID, msg.UUID, "nothing comes again")
		msg.Ack()
		require.NoError(t, leaving.Close())
	}
}

func TestTheBackoffHearsHowOftenAMessageWasDelivered(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	asked := make(chan int, 10)
	config.Backoff = func(deliveries int) time.Duration {
		asked <- deliveries
		return 50 * time.Millisecond
	}
	require.NoError(t, newPublisher(t, conn, config).Publish(topic, event("a", 1)))
	messages := subscribe(t, newSubscriber(t, conn, config))
	for deliveries := 1; deliveries <= 4; deliveries++ {
		receive(t, messages).Nack()
		nacked := time.Now()
		require.Equal(t, deliveries, <-asked)
		if deliveries == 4 {
			receive(t, messages).Ack()
			require.GreaterOrEqual(t, time.Since(nacked), 50*time.Millisecond)
		}
	}
}

func TestASubscriptionEndsWithTheConnection(t *testing.T) {
	server := natstest.Connection(t)
	config := natstest.Config(t, server)
	conn := natstest.Connect(t, server.ConnectedUrl())
	messages := subscribe(t, newSubscriber(t, conn, config))
	conn.Close()
	select {
	case _, open := <-messages:
		require.False(t, open)
	case <-time.After(deadline):
		require.FailNow(t, "it did not end")
	}
}

// An operator who deletes a group's consumers lets it begin anew.
func TestADeletedConsumerIsCreatedAgain(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.Lanes = 1
	require.NoError(t, newPublisher(t, conn, config).Publish(topic, event("a", 1), event("a", 2)))
	messages := subscribe(t, newSubscriber(t, conn, config))
	require.Equal(t, []string{"a-1", "a-2"}, ids(t, messages, 2))
	require.NoError(t, jetStream(t, conn).DeleteConsumer(t.Context(), config.Stream, "group_account_0"))
	require.Equal(t, []string{"a-1", "a-2"}, ids(t, messages, 2))
}

func TestASubscriptionGoesOnWhenTheServerIsBack(t *testing.T) {
	server := natstest.NewServer(t)
	conn := natstest.Connect(t, server.URL())
	config := natstest.Config(t, conn)
	config.AckWait = 2 * time.Second
	publisher := newPublisher(t, conn, config)
	messages := subscribe(t, newSubscriber(t, conn, config))
	for round := range 3 {
		for version := range 5 {
			require.NoError(t, publisher.Publish(topic, event(strconv.Itoa(round), version+1)))
		}
		held := receive(t, messages)
		server.Stop()
		server.Start()
		held.Ack()
		next := 1
		for next < 5 { // the first may come again, as its ack may be lost
			msg := receive(t, messages)
			_, version := place(t, msg)
			if version != 1 || next != 1 {
				next++
				require.Equal(t, next, version)
			}
			msg.Ack()
		}
	}
}

func TestSubjectsThatWentToAnotherStreamAreRefused(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	publisher := newPublisher(t, conn, config)
	js := jetStream(t, conn)
	require.NoError(t, js.DeleteStream(t.Context(), config.Stream))
	other := natstest.Config(t, conn)
	_, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: other.Stream, Subjects: []string{config.Prefix + ".>"}})
	require.NoError(t, err)
	err = publisher.Publish(topic, event("a", 1))
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "belongs to another stream")
}
