package nats_test

import (
	"context"
	"testing"

	"github.com/ThreeDotsLabs/watermill"
	wmjetstream "github.com/ThreeDotsLabs/watermill-nats/v2/pkg/jetstream"
	"github.com/ThreeDotsLabs/watermill/message"
	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats/natstest"
)

// What others put on the stream that is no message is put aside with a word, and the next ones come.
func TestForeignMessagesArePutAside(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	log := &journal{}
	config.Lanes, config.Logger = 1, log
	publisher := newPublisher(t, conn, config)
	js := jetStream(t, conn)
	uuid := natsgo.Header{"_watermill_message_uuid": {"foreign"}}
	foreign := []*natsgo.Msg{
		{Data: []byte("no header at all")},
		{Header: natsgo.Header{"Traceparent": {"1", "2"}, "_watermill_message_uuid": {"x"}}, Data: []byte("repeated header")},
		{Header: natsgo.Header{"_watermill_message_uuid": {"x", "y"}}, Data: []byte("repeated id")},
		{Header: natsgo.Header{"Kabinet-Metadata-Bytes": {"9"}, "_watermill_message_uuid": {"x"}}, Data: []byte("short")},
		{Header: natsgo.Header{"Status": {"503"}}}, // looks like a note of the server to its clients
		{Header: natsgo.Header{"Status": {"409"}, "Description": {"Consumer Deleted"}}},
	}
	require.NoError(t, publisher.Publish(topic, event("a", 1)))
	for _, msg := range foreign {
		msg.Subject = config.Prefix + "." + topic + ".0"
		_, err := js.PublishMsg(t.Context(), msg)
		require.NoError(t, err)
	}
	_, err := js.PublishMsg(t.Context(), &natsgo.Msg{Subject: config.Prefix + "." + topic + ".0", Header: uuid, Data: []byte("like watermill-nats")})
	require.NoError(t, err)
	require.NoError(t, publisher.Publish(topic, event("a", 2)))
	require.Equal(t, []string{"a-1", "foreign", "a-2"}, ids(t, subscribe(t, newSubscriber(t, conn, config)), 3))
	require.Len(t, log.all(), len(foreign))
	for i, said := range log.all() {
		require.Contains(t, said, "message put aside")
		require.Contains(t, said, "sequence:"+string(rune('2'+i)))
	}
}

// Receivers may use watermill-nats on a stream of ours; only order is theirs to care for.
func TestWatermillNATSReadsTheStream(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.Lanes = 1
	require.NoError(t, newPublisher(t, conn, config).Publish(topic, event("a", 1)))
	theirs, err := wmjetstream.NewSubscriber(wmjetstream.SubscriberConfig{
		Conn:            natstest.Connect(t, conn.ConnectedUrl()), // it is drained
		Logger:          watermill.NopLogger{},
		ConfigureStream: func(string) jetstream.StreamConfig { return jetstream.StreamConfig{Name: config.Stream} },
		ResourceInitializer: wmjetstream.ResourceInitializer(func(ctx context.Context, js jetstream.JetStream, _ string) (jetstream.Consumer, func(context.Context, watermill.LoggerAdapter), error) {
			consumer, err := js.CreateOrUpdateConsumer(ctx, config.Stream, jetstream.ConsumerConfig{AckPolicy: jetstream.AckExplicitPolicy})
			return consumer, nil, err
		}),
	})
	require.NoError(t, err)
	defer func() { require.NoError(t, theirs.Close()) }()
	var messages <-chan *message.Message
	messages, err = theirs.Subscribe(t.Context(), topic)
	require.NoError(t, err)
	msg := receive(t, messages)
	require.True(t, msg.Equals(event("a", 1)), "got %v", msg)
	msg.Ack()
}
