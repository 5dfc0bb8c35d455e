// Package nats carries the events that feed.Relay publishes over NATS JetStream, each account in its
// order, each event stored once.
//
//	relay ─► Publisher ─► kabinet.account.0 ┐                ┌ lane 0 ─► ┐
//	                      kabinet.account.1 ┤    JetStream   ├ lane 1 ─► ├ Subscriber ─► messages ─► handler
//	                      …                 ├ stream KABINET ┤ …         │     of a group    Ack: the lane goes on
//	                      kabinet.account.7 ┘                └ lane 7 ─► ┘                   Nack: again after a pause
//
// # Start
//
//	conn, err := nats.Connect("nats://127.0.0.1:4222") // the client's; it is lent, and never closed here
//	…
//	publisher, err := kabinetnats.NewPublisher(ctx, conn, kabinetnats.Config{})
//	…
//	relay, err := feed.NewRelay(store, publisher, feed.RelayConfig{Config: feed.Config{Group: "jetstream"}})
//	…
//	go relay.Run(ctx)
//
//	subscriber, err := kabinetnats.NewSubscriber(ctx, conn, kabinetnats.Config{Group: "letters"})
//	…
//	messages, err := subscriber.Subscribe(ctx, "account")
//
// Let the connection reconnect for ever (MaxReconnects(-1)): when it is closed, subscriptions end.
//
// # What is promised
//
// Order. The partition key of a message, its stream, chooses one of the lanes, the last token of the
// subject. Each lane of each group is one durable consumer of JetStream with one unacknowledged message
// at most, so whatever happens to a message, its successors wait: a nack, a handler that takes hours, a
// process that dies. A dead process's message goes to another subscriber after AckWait. A process that
// lost touch with the server ends the contexts of its handlers before that; one that sleeps through it
// cannot, and may work beside another.
//
// Once stored, at least once delivered. The event's id with its topic is the Nats-Msg-Id: what a relay
// publishes again within DuplicateWindow, after a crash say, is dropped by the server. What comes later
// than that, and a message whose ack was lost, is delivered again with the same UUID.
//
// Old events. The stream keeps everything, or everything younger than MaxAge, and a new group begins
// with the oldest. Personal data is there as ciphertext only; with the person's key destroyed nobody can
// read the copies.
//
// Nothing is parked: a message is delivered until it is acked, and its lane waits. Give a Watermill
// router PoisonQueue outside Retry to set messages aside. What is no message at all, such as one with a
// header given twice, is put aside with a word to the Logger.
//
// # Servers
//
// The tests pass with nats-server 2.9.10 and 2.15.2; prefer a current one, as the old one is slow with
// several subscribers in a group. By default a server answers before its disk has the data: for a
// single one set sync_interval: always, or keep Replicas on several, if events must survive a power
// failure. Each lane of each topic and group is a consumer: eight lanes, four topics and five groups
// make 160 of them, and with Replicas as many Raft groups.
package nats
