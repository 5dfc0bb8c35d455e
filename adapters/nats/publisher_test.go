package nats_test

import (
	"bytes"
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats"
	"github.com/kabinet-go/kabinet/adapters/nats/natstest"
	"github.com/kabinet-go/kabinet/fault"
)

func TestAnEventPublishedAgainIsDropped(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	for range 3 {
		publisher := newPublisher(t, conn, config) // of a relay that crashed each time
		require.NoError(t, publisher.Publish(topic, event("a", 1), event("a", 2)))
	}
	require.Equal(t, 2, stored(t, conn, config))
	require.NoError(t, newPublisher(t, conn, config).Publish("other", event("a", 1)))
	require.Equal(t, 3, stored(t, conn, config), "another topic has its own copy")
}

func TestAfterTheDuplicateWindowARepetitionHasItsID(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.DuplicateWindow = 100 * time.Millisecond
	publisher := newPublisher(t, conn, config)
	require.NoError(t, publisher.Publish(topic, event("a", 1)))
	require.Eventually(t, func() bool {
		require.NoError(t, publisher.Publish(topic, event("a", 1)))
		return stored(t, conn, config) == 2
	}, deadline, 150*time.Millisecond)
	require.Equal(t, []string{"a-1", "a-1"}, ids(t, subscribe(t, newSubscriber(t, conn, config)), 2))
}

func TestTheConnectionStaysOpen(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	publisher, subscriber := newPublisher(t, conn, config), newSubscriber(t, conn, config)
	messages := subscribe(t, subscriber)
	for range 2 {
		require.NoError(t, publisher.Close())
		require.NoError(t, subscriber.Close())
	}
	_, open := <-messages
	require.False(t, open)
	require.True(t, conn.IsConnected())
	require.False(t, conn.IsDraining())
	require.ErrorIs(t, publisher.Publish(topic, event("a", 1)), nats.ErrClosed)
	_, err := subscriber.Subscribe(t.Context(), topic)
	require.ErrorIs(t, err, nats.ErrClosed)
	require.NoError(t, newPublisher(t, conn, config).Publish(topic, event("a", 1)))
}

func TestTooLargeNamesTheLimit(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	publisher := newPublisher(t, conn, config)
	large := event("a", 1)
	large.Payload = make([]byte, conn.MaxPayload())
	err := publisher.Publish(topic, large)
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, strconv.FormatInt(conn.MaxPayload(), 10))
	large.Payload = bytes.Repeat([]byte("x"), int(conn.MaxPayload())-1000)
	require.NoError(t, publisher.Publish(topic, large))
	require.Equal(t, large.Payload, receive(t, subscribe(t, newSubscriber(t, conn, config))).Payload)

	stream, err := jetStream(t, conn).Stream(t.Context(), config.Stream)
	require.NoError(t, err)
	limited := stream.CachedInfo().Config
	limited.MaxMsgSize = 2000
	_, err = jetStream(t, conn).UpdateStream(t.Context(), limited)
	require.NoError(t, err)
	large.UUID, large.Payload = "another", make([]byte, 2000)
	err = publisher.Publish(topic, large)
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "MaxMsgSize")
}

func TestAFullStreamIsTransient(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	publisher := newPublisher(t, conn, config)
	stream, err := jetStream(t, conn).Stream(t.Context(), config.Stream)
	require.NoError(t, err)
	limited := stream.CachedInfo().Config
	limited.MaxMsgs = 1
	_, err = jetStream(t, conn).UpdateStream(t.Context(), limited)
	require.NoError(t, err)
	require.NoError(t, publisher.Publish(topic, event("a", 1)))
	err = publisher.Publish(topic, event("a", 2))
	require.ErrorIs(t, err, fault.Transient)
	require.NotErrorIs(t, err, fault.InDoubt)
	require.ErrorContains(t, err, "make room")
	newPublisher(t, conn, config) // limits that refuse, and drop nothing, are the operator's
}

func TestPublishRefuses(t *testing.T) {
	conn := natstest.Connection(t)
	publisher := newPublisher(t, conn, natstest.Config(t, conn))
	for _, name := range []string{"", "Account", "a.b", "a*", "a b", "кабинет"} {
		require.ErrorIs(t, publisher.Publish(name, event("a", 1)), fault.Permanent)
	}
	for _, uuid := range []string{"", "a\r\nNats-Rollup: all", " a", "я"} {
		require.ErrorIs(t, publisher.Publish(topic, message.NewMessage(uuid, nil)), fault.Permanent)
	}
	_, err := newSubscriber(t, conn, natstest.Config(t, conn)).Subscribe(t.Context(), "a.*")
	require.ErrorIs(t, err, fault.Permanent)
}

func TestPublishWhileTheServerIsAway(t *testing.T) {
	server := natstest.NewServer(t)
	conn := natstest.Connect(t, server.URL())
	config := nats.Config{PublishTimeout: 200 * time.Millisecond, Group: "group"}
	publisher := newPublisher(t, conn, config)
	require.NoError(t, publisher.Publish(topic, event("a", 1)))
	server.Stop()
	err := publisher.Publish(topic, event("a", 2))
	require.ErrorIs(t, err, fault.Transient)
	require.ErrorIs(t, err, fault.InDoubt)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	msg := event("a", 3)
	msg.SetContext(ctx)
	err = publisher.Publish(topic, msg)
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, fault.Transient)

	server.Start()
	require.Eventually(t, func() bool { return publisher.Publish(topic, event("a", 2)) == nil }, deadline, 10*time.Millisecond)
	require.NoError(t, publisher.Publish(topic, event("a", 4)))
	require.Equal(t, []string{"a-1", "a-2", "a-4"}, ids(t, subscribe(t, newSubscriber(t, conn, config)), 3), "nothing twice")

	require.NoError(t, jetStream(t, conn).DeleteStream(t.Context(), "KABINET"))
	publisher = func() *nats.Publisher { // a patient one, as the client asks several times whether there is a stream
		patient := config
		patient.PublishTimeout = 10 * time.Second
		created := newPublisher(t, conn, patient)
		require.NoError(t, jetStream(t, conn).DeleteStream(t.Context(), "KABINET"))
		return created
	}()
	err = publisher.Publish(topic, event("a", 5))
	require.ErrorIs(t, err, fault.Transient)
	require.NotErrorIs(t, err, fault.InDoubt)
	require.ErrorContains(t, err, "does the stream exist")

	conn.Close()
	err = publisher.Publish(topic, event("a", 6))
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "closed by its owner")
}

func TestPublishIsSafeForConcurrentUse(t *testing.T) {
	const accounts, events = 16, 20
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	publisher := newPublisher(t, conn, config)
	done := make(chan struct{})
	for account := range accounts {
		go func() {
			defer func() { done <- struct{}{} }()
			for version := range events {
				assert.NoError(t, publisher.Publish(topic, event(strconv.Itoa(account), version+1)))
			}
		}()
	}
	for range accounts {
		<-done
	}
	next := map[string]int{}
	messages := subscribe(t, newSubscriber(t, conn, config))
	for range accounts * events {
		msg := receive(t, messages)
		account, version := place(t, msg)
		next[account]++
		require.Equal(t, next[account], version)
		msg.Ack()
	}
}

// Nothing in a message may be taken for an order to the server.
func TestMetadataGivesNoOrders(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	publisher := newPublisher(t, conn, config)
	require.NoError(t, publisher.Publish(topic, event("a", 1)))
	msg := event("a", 2)
	msg.Metadata.Set("Nats-Rollup", "all")
	msg.Metadata.Set("Nats-Expected-Last-Sequence", "999")
	msg.Metadata.Set(natsgo.MsgIdHdr, "account/a-1")
	msg.Metadata.Set(jetstream.ExpectedStreamHeader, "another")
	msg.Metadata.Set("Status", "503")
	require.NoError(t, publisher.Publish(topic, msg))
	messages := subscribe(t, newSubscriber(t, conn, config))
	require.Equal(t, []string{"a-1"}, ids(t, messages, 1))
	require.Equal(t, msg.Metadata, receive(t, messages).Metadata)
}
