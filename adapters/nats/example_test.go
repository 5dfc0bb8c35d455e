package nats_test

import (
	"context"
	"fmt"
	"os"
	"time"

	natsserver "github.com/nats-io/nats-server/v2/server"
	natsgo "github.com/nats-io/nats.go"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/adapters/nats"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// A relay forwards what a store holds to JetStream; a group of subscribers receives it.
func Example() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	conn, stop := connect()
	defer stop()

	// The side that has the events.
	store := memory.NewStore()
	defer func() { _ = store.Close() }()
	publisher, err := nats.NewPublisher(ctx, conn, nats.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	relay, err := feed.NewRelay(store, publisher, feed.RelayConfig{Config: feed.Config{Group: "jetstream"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	go func() { _ = relay.Run(ctx) }()

	// The side that wants them, perhaps another program.
	subscriber, err := nats.NewSubscriber(ctx, conn, nats.Config{Group: "letters"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = subscriber.Close() }()
	messages, err := subscriber.Subscribe(ctx, "account")
	if err != nil {
		fmt.Println(err)
		return
	}

	account := eventsourcing.Stream{Category: "account", ID: "7"}
	_, err = store.Append(ctx, eventsourcing.Batch{Now: time.Now(), Streams: []eventsourcing.Append{{
		Stream: account,
		Records: []eventsourcing.Record{
			{Stream: account, ID: "a", Type: "account.registered", Schema: 1, Time: time.Now(), Data: []byte(`{}`)},
			{Stream: account, ID: "b", Type: "account.contact-confirmed", Schema: 1, Time: time.Now(), Data: []byte(`{"kind":"mail"}`)},
		},
	}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for attempt := 1; attempt <= 3; attempt++ {
		msg := <-messages
		fmt.Println(msg.UUID, msg.Metadata.Get(feed.MetadataType), string(msg.Payload))
		if attempt == 1 {
			msg.Nack() // comes again, before anything later of its account
			continue
		}
		msg.Ack()
	}
	// Output:
	// a account.registered {}
	// a account.registered {}
	// b account.contact-confirmed {"kind":"mail"}
}

// connect stands for the host's own connection; here to a server inside the program.
func connect() (conn *natsgo.Conn, stop func()) {
	directory, err := os.MkdirTemp("", "kabinet-nats")
	if err != nil {
		panic(err)
	}
	server, err := natsserver.NewServer(&natsserver.Options{DontListen: true, JetStream: true, StoreDir: directory, NoSigs: true})
	if err != nil {
		panic(err)
	}
	server.Start()
	if conn, err = natsgo.Connect("", natsgo.InProcessServer(server)); err != nil {
		panic(err)
	}
	return conn, func() {
		conn.Close()
		server.Shutdown()
		server.WaitForShutdown()
		_ = os.RemoveAll(directory)
	}
}
