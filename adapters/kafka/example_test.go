package kafka_test

import (
	"context"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/kabinet-go/kabinet/adapters/kafka"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// Events of a store are relayed to Kafka, where a group that came later reads them in order.
func Example() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	cluster := kfake.MustCluster(kfake.NumBrokers(1)) // a cluster of one broker in this process
	defer cluster.Close()
	config := kafka.Config{Brokers: cluster.ListenAddrs(), Group: "letters", Replicas: 1}

	store := memory.NewStore()
	order := eventsourcing.Stream{Category: "order", ID: "7"}
	_, err := store.Append(ctx, eventsourcing.Batch{Now: time.Now(), Streams: []eventsourcing.Append{{
		Stream: order,
		Records: []eventsourcing.Record{
			{Stream: order, ID: "a", Type: "order.placed", Schema: 1, Time: time.Now(), Data: []byte(`{"items":2}`)},
			{Stream: order, ID: "b", Type: "order.paid", Schema: 1, Time: time.Now(), Data: []byte(`{}`)},
		},
	}}})
	if err != nil {
		fmt.Println(err)
		return
	}

	publisher, err := kafka.NewPublisher(config)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer publisher.Close()
	relay, err := feed.NewRelay(store, publisher, feed.RelayConfig{Config: feed.Config{Group: "kafka"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	relayed := make(chan error)
	go func() { relayed <- relay.Run(ctx) }()

	subscriber, err := kafka.NewSubscriber(config)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer subscriber.Close()
	messages, err := subscriber.Subscribe(ctx, "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		msg := <-messages
		fmt.Println(msg.UUID, msg.Metadata.Get(feed.MetadataStream), msg.Metadata.Get(feed.MetadataType), string(msg.Payload))
		msg.Ack()
	}
	cancel()
	fmt.Println("relay:", <-relayed)
	// Output:
	// a order/7 order.placed {"items":2}
	// b order/7 order.paid {}
	// relay: <nil>
}
