// Package kafka carries the events that a feed.Relay publishes over Kafka.
//
//	                            topic "account"
//	store ─► feed.Relay ─► ┌── partition 0: a1 a2 c1 ──► Ack, then the next ─┐
//	         Publisher     ├── partition 1: b1 b2 b3 ──► Nack: b1 again      ├─► Subscriber ─► handlers
//	         key = stream  └── partition 2: d1       ──►                     ┘   of a group
//
// The key of a message is its stream, so an account's events lie in one partition, in their order; the
// partition is the one that the Java client computes. A [Subscriber] hands a partition's next message
// out after the Ack of the one before, and the same again after a Nack, so each account is seen in its
// order and partitions are worked side by side. A new group begins with the oldest event. When members
// join or leave, a handler finishes the message it has in hand, and its Ack counts; nothing is left
// out.
//
// Delivery is at least once. Kafka stores an event again that was published again, because its answer was
// lost or by another run of the relay, and what a member had handled since its last commit comes again
// when it vanishes. Handlers tell repetitions by the UUID, the id of the event: they record it in the
// transaction of their own effect.
//
// Missing topics are made, with three copies that are kept for ever, unless Config says otherwise. A
// compacted topic is refused. What is no event of a relay is logged, with where it lies, and passed over.
// Personal data travel as ciphertext alone.
//
//	publisher, err := kafka.NewPublisher(kafka.Config{Brokers: brokers})
//	…
//	relay, err := feed.NewRelay(store, publisher, feed.RelayConfig{Config: feed.Config{Group: "kafka"}})
//	…
//	go relay.Run(ctx)
//
//	subscriber, err := kafka.NewSubscriber(kafka.Config{Brokers: brokers, Group: "letters"})
//	…
//	messages, err := subscriber.Subscribe(ctx, "account")
//
// Typed handlers come through Watermill's cqrs with a feed.Marshaler, and with AckOnUnknownEvent: all
// events of a topic come through one subscription.
package kafka
