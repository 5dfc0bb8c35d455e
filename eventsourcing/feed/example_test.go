package feed_test

import (
	"context"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

func ExampleSubscriber() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	store := memory.NewStore()
	defer func() { _ = store.Close() }()
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

	subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "letters", Backoff: feed.Exponential(0, 0)})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = subscriber.Close() }()
	messages, err := subscriber.Subscribe(ctx, "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	for attempt := 1; attempt <= 3; attempt++ {
		msg := <-messages
		fmt.Println(msg.UUID, msg.Metadata.Get(feed.MetadataType), string(msg.Payload))
		if attempt == 1 {
			msg.Nack() // comes again, before anything later of its stream
			continue
		}
		msg.Ack()
	}
	// Output:
	// a order.placed {"items":2}
	// a order.placed {"items":2}
	// b order.paid {}
}
