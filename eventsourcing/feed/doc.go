// Package feed delivers the events of a store to Watermill handlers and to other brokers.
//
// A [Subscriber] is a Watermill message.Subscriber over a [Store]. The topic is a category of streams
// ("account"), or [AllCategories]. A consumer group is durable: it begins with the first event of the
// store and goes on where it stopped.
//
//	          Subscribe(ctx, "account")
//	store ──► reader ──► lane 0 ──► ┐
//	  ▲         │  └───► lane 3 ──► ├──► messages ──► handler ──► Ack: the lane goes on
//	  │         └ woken by appends, └                         └─► Nack: again after a pause;
//	  │           polls otherwise                                 after MaxAttempts the stream
//	  └── keeper: leases, checkpoints, orders about parked streams   is parked, the lane goes on
//
// Each stream belongs to one of the group's lanes. A lane delivers its next message after the previous
// one was acked, so each stream is seen in its order, and lanes work side by side. Each Subscribe call
// is a holder of its own; holders, in this process or others, share the lanes of a group fairly by
// leases. The keeper saves how far lanes have come at intervals and at the end, so delivery is at least
// once: after a crash a lane goes back to its last checkpoint, but never leaves anything out. Handlers
// tell repeated messages by their UUID, the id of the event, and may put the fence of their lane
// ([FenceFrom]) into their own batch so that a holder that lost its lease cannot write.
//
// A [Relay] forwards the same feed to any message.Publisher. A [Marshaler] gives typed events to
// Watermill's cqrs. [Parking] lists what was set aside and orders retries.
//
//	subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "letters"})
//	…
//	messages, err := subscriber.Subscribe(ctx, "account")
//	for msg := range messages {
//		if err := handle(msg); err != nil {
//			msg.Nack()
//			continue
//		}
//		msg.Ack()
//	}
package feed
