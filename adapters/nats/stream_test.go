package nats_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	natsserver "github.com/nats-io/nats-server/v2/server"
	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats"
	"github.com/kabinet-go/kabinet/adapters/nats/natstest"
	"github.com/kabinet-go/kabinet/fault"
)

func TestTheStreamIsCreatedOnce(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.Lanes, config.MaxAge, config.DuplicateWindow, config.Group = 3, time.Hour, time.Minute, "g"
	var creating sync.WaitGroup
	for range 8 {
		creating.Go(func() {
			_, err := nats.NewPublisher(t.Context(), conn, config)
			assert.NoError(t, err)
			_, err = nats.NewSubscriber(t.Context(), conn, config)
			assert.NoError(t, err)
		})
	}
	creating.Wait()
	stream, err := jetStream(t, conn).Stream(t.Context(), config.Stream)
	require.NoError(t, err)
	got := stream.CachedInfo().Config
	require.Equal(t, []string{config.Prefix + ".*.0", config.Prefix + ".*.1", config.Prefix + ".*.2"}, got.Subjects)
	require.Equal(t, jetstream.LimitsPolicy, got.Retention)
	require.Equal(t, jetstream.FileStorage, got.Storage)
	require.Equal(t, jetstream.DiscardNew, got.Discard)
	require.Equal(t, 1, got.Replicas)
	require.Equal(t, time.Hour, got.MaxAge)
	require.Equal(t, time.Minute, got.Duplicates)
}

// What the configuration leaves open is as the stream has it, the number of lanes too.
func TestAnExistingStreamIsTakenAsItIs(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	stated := config
	stated.Lanes, stated.MaxAge, stated.DuplicateWindow = 2, time.Hour, time.Minute
	newPublisher(t, conn, stated)
	publisher := newPublisher(t, conn, config)
	for _, account := range []string{"a", "b", "c", "d", "e", "f"} {
		require.NoError(t, publisher.Publish(topic, event(account, 1)))
	}
	require.Len(t, ids(t, subscribe(t, newSubscriber(t, conn, config)), 6), 6)
}

func TestAnIncompatibleStreamIsRefused(t *testing.T) {
	conn := natstest.Connection(t)
	for name, test := range map[string]struct {
		stream func(*jetstream.StreamConfig)
		config func(*nats.Config)
		text   string
	}{
		"subjects":      {stream: func(s *jetstream.StreamConfig) { s.Subjects = []string{s.Name + ".>"} }, text: "Subjects are "},
		"a lane short":  {stream: func(s *jetstream.StreamConfig) { s.Subjects = s.Subjects[1:] }, text: "Subjects are "},
		"lanes":         {config: func(c *nats.Config) { c.Lanes = 9 }, text: "Lanes (the number of Subjects) are 8, want 9"},
		"retention":     {stream: func(s *jetstream.StreamConfig) { s.Retention = jetstream.WorkQueuePolicy }, text: "Retention is WorkQueue, want Limits"},
		"storage":       {stream: func(s *jetstream.StreamConfig) { s.Storage = jetstream.MemoryStorage }, text: "Storage is Memory, want File"},
		"per subject":   {stream: func(s *jetstream.StreamConfig) { s.MaxMsgsPerSubject = 5 }, text: "MaxMsgsPerSubject is 5"},
		"drops by size": {stream: func(s *jetstream.StreamConfig) { s.MaxMsgs, s.Discard = 9, jetstream.DiscardOld }, text: "Discard is DiscardOld beside MaxMsgs 9"},
		"no ack":        {stream: func(s *jetstream.StreamConfig) { s.NoAck = true }, text: "NoAck is set"},
		"replicas":      {config: func(c *nats.Config) { c.Replicas = 3 }, text: "Replicas are 1, want 3"},
		"age":           {config: func(c *nats.Config) { c.MaxAge = time.Hour }, text: "MaxAge is 0s, want 1h0m0s"},
		"duplicates":    {config: func(c *nats.Config) { c.DuplicateWindow = time.Hour }, text: "Duplicates is 2m0s, want 1h0m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			config := natstest.Config(t, conn)
			existing := jetstream.StreamConfig{Name: config.Stream, Storage: jetstream.FileStorage, Discard: jetstream.DiscardNew}
			for lane := range 8 {
				existing.Subjects = append(existing.Subjects, config.Prefix+".*."+string(rune('0'+lane)))
			}
			if test.stream != nil {
				test.stream(&existing)
			}
			if test.config != nil {
				test.config(&config)
			}
			_, err := jetStream(t, conn).CreateStream(t.Context(), existing)
			require.NoError(t, err)
			_, err = nats.NewPublisher(t.Context(), conn, config)
			require.ErrorContains(t, err, test.text)
			require.ErrorIs(t, err, nats.ErrIncompatible)
			require.ErrorIs(t, err, fault.Permanent)
			require.NotContains(t, err.Error(), "; Lanes", "one problem is named alone")
			config.Group = "g"
			_, err = nats.NewSubscriber(t.Context(), conn, config)
			require.ErrorIs(t, err, nats.ErrIncompatible)
		})
	}
}

func TestAllThatIsIncompatibleIsNamed(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	_, err := jetStream(t, conn).CreateStream(t.Context(), jetstream.StreamConfig{
		Name: config.Stream, Subjects: []string{config.Prefix + ".>"}, Storage: jetstream.MemoryStorage, Retention: jetstream.InterestPolicy,
	})
	require.NoError(t, err)
	_, err = nats.NewPublisher(t.Context(), conn, config)
	for _, text := range []string{config.Stream, "Subjects", "Storage", "Retention", "change its settings"} {
		require.ErrorContains(t, err, text)
	}
}

func TestAPrefixOfAnotherStreamIsRefused(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	newPublisher(t, conn, config)
	other := natstest.Config(t, conn)
	other.Prefix = config.Prefix
	_, err := nats.NewPublisher(t.Context(), conn, other)
	require.ErrorContains(t, err, "choose another Config.Prefix")
	require.ErrorIs(t, err, fault.Permanent)
}

func TestAServerOutOfReachIsTransient(t *testing.T) {
	server := natstest.NewServer(t)
	conn := natstest.Connect(t, server.URL())
	server.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := nats.NewPublisher(ctx, conn, nats.Config{})
	require.ErrorIs(t, err, fault.Transient)
	require.ErrorContains(t, err, "is the server there")
}

func TestReplicasNeedACluster(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.Replicas = 3
	_, err := nats.NewPublisher(t.Context(), conn, config)
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "or run a cluster")
}

func TestAServerWithoutJetStreamIsNamed(t *testing.T) {
	server, err := natsserver.NewServer(&natsserver.Options{DontListen: true, NoSigs: true})
	require.NoError(t, err)
	server.Start()
	t.Cleanup(server.WaitForShutdown)
	t.Cleanup(server.Shutdown)
	conn, err := natsgo.Connect("", natsgo.InProcessServer(server))
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	_, err = nats.NewPublisher(t.Context(), conn, nats.Config{})
	require.ErrorIs(t, err, fault.Transient)
	require.ErrorContains(t, err, "is JetStream enabled")
}

func TestASubscriberSetsItsConsumersRight(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.Lanes, config.AckWait = 2, 7*time.Second
	newPublisher(t, conn, config)
	js := jetStream(t, conn)
	_, err := js.CreateConsumer(t.Context(), config.Stream, jetstream.ConsumerConfig{
		Durable: "group_account_0", FilterSubject: config.Prefix + ".account.0", AckPolicy: jetstream.AckExplicitPolicy, MaxAckPending: 500,
	})
	require.NoError(t, err)
	subscribe(t, newSubscriber(t, conn, config))
	for _, lane := range []string{"0", "1"} {
		consumer, err := js.Consumer(t.Context(), config.Stream, "group_account_"+lane)
		require.NoError(t, err)
		got := consumer.CachedInfo().Config
		require.Equal(t, 1, got.MaxAckPending)
		require.Equal(t, -1, got.MaxDeliver)
		require.Equal(t, 7*time.Second, got.AckWait)
		require.Equal(t, jetstream.DeliverAllPolicy, got.DeliverPolicy)
		require.Equal(t, config.Prefix+".account."+lane, got.FilterSubject)
	}
}

func TestAConsumerOfAnotherKindIsRefused(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	newPublisher(t, conn, config)
	_, err := jetStream(t, conn).CreateConsumer(t.Context(), config.Stream, jetstream.ConsumerConfig{
		Durable: "group_account_0", FilterSubject: config.Prefix + ".account.0", DeliverPolicy: jetstream.DeliverNewPolicy, AckPolicy: jetstream.AckAllPolicy,
	})
	require.NoError(t, err)
	_, err = newSubscriber(t, conn, config).Subscribe(t.Context(), topic)
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "consumer group_account_0")
}

func TestANewGroupReceivesOldEvents(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	publisher := newPublisher(t, conn, config)
	require.NoError(t, publisher.Publish(topic, event("a", 1), event("a", 2)))
	for _, group := range []string{"first", "second", strings.Repeat("long-", 20)} {
		config.Group = group
		require.Equal(t, []string{"a-1", "a-2"}, ids(t, subscribe(t, newSubscriber(t, conn, config)), 2))
	}
}
