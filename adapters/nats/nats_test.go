package nats_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// topic of most tests, and the deadline for what a server does at once.
const (
	topic    = "account"
	deadline = 30 * time.Second
)

// event is a message of an account's stream, from version 1.
func event(account string, version int) *message.Message {
	msg := message.NewMessage(account+"-"+strconv.Itoa(version), []byte(`{"account":"`+account+`"}`))
	msg.Metadata.Set(feed.MetadataPartitionKey, "account/"+account)
	msg.Metadata.Set(feed.MetadataVersion, strconv.Itoa(version))
	return msg
}

func newPublisher(tb testing.TB, conn *natsgo.Conn, config nats.Config) *nats.Publisher {
	tb.Helper()
	publisher, err := nats.NewPublisher(tb.Context(), conn, config)
	require.NoError(tb, err)
	return publisher
}

func newSubscriber(tb testing.TB, conn *natsgo.Conn, config nats.Config) *nats.Subscriber {
	tb.Helper()
	if config.Group == "" {
		config.Group = "group"
	}
	subscriber, err := nats.NewSubscriber(tb.Context(), conn, config)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, subscriber.Close()) })
	return subscriber
}

func subscribe(tb testing.TB, subscriber message.Subscriber) <-chan *message.Message {
	tb.Helper()
	messages, err := subscriber.Subscribe(context.Background(), topic)
	require.NoError(tb, err)
	return messages
}

// receive returns the next message, unanswered.
func receive(tb testing.TB, messages <-chan *message.Message) *message.Message {
	tb.Helper()
	select {
	case msg, ok := <-messages:
		require.True(tb, ok, "the channel is closed")
		return msg
	case <-time.After(deadline):
		require.FailNow(tb, "no message")
		return nil
	}
}

// ids acks so many messages and returns their UUIDs in order.
func ids(tb testing.TB, messages <-chan *message.Message, count int) []string {
	tb.Helper()
	var all []string
	for range count {
		msg := receive(tb, messages)
		msg.Ack()
		all = append(all, msg.UUID)
	}
	return all
}

// merge gives the messages of all, as one member of the group after another gets them.
func merge(all ...<-chan *message.Message) <-chan *message.Message {
	merged := make(chan *message.Message)
	for _, messages := range all {
		go func() {
			for msg := range messages {
				select {
				case merged <- msg:
				case <-msg.Context().Done():
				}
			}
		}()
	}
	return merged
}

func ended(tb testing.TB, done <-chan struct{}) {
	tb.Helper()
	select {
	case <-done:
	case <-time.After(deadline):
		require.FailNow(tb, "it did not end")
	}
}

func jetStream(tb testing.TB, conn *natsgo.Conn) jetstream.JetStream {
	tb.Helper()
	js, err := jetstream.New(conn)
	require.NoError(tb, err)
	return js
}

// stored returns how many messages a stream holds.
func stored(tb testing.TB, conn *natsgo.Conn, config nats.Config) int {
	tb.Helper()
	stream, err := jetStream(tb, conn).Stream(tb.Context(), config.Stream)
	require.NoError(tb, err)
	return int(stream.CachedInfo().State.Msgs) //nolint:gosec // of a test
}

// journal is a logger that remembers errors.
type journal struct {
	watermill.NopLogger
	mu     sync.Mutex
	errors []string
}

func (j *journal) Error(text string, err error, fields watermill.LogFields) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.errors = append(j.errors, fmt.Sprint(text, ": ", err, " ", fields))
}

func (j *journal) With(watermill.LogFields) watermill.LoggerAdapter { return j }

func (j *journal) all() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]string(nil), j.errors...)
}
