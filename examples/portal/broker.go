package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	natsgo "github.com/nats-io/nats.go"

	"github.com/kabinet-go/kabinet/adapters/nats"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// broker is the NATS server with JetStream from which others hear of the portal's events.
type broker struct {
	conn       *natsgo.Conn
	relay      *feed.Relay
	subscriber message.Subscriber
	seen       seen
	logger     *slog.Logger
}

// topic is that of all events: one subscription sees everything, each account in its order.
const topic = "events"

// openBroker connects to NATS, which must be there at the start; what happens to it later is logged.
func openBroker(ctx context.Context, config config, store eventsourcing.Store) (*broker, error) {
	conn, err := natsgo.Connect(config.nats.raw,
		natsgo.Name("kabinet-portal"),
		natsgo.MaxReconnects(-1),
		natsgo.ReconnectWait(time.Second),
		natsgo.NoCallbacksAfterClientClose(),
		natsgo.DisconnectErrHandler(func(_ *natsgo.Conn, err error) {
			config.logger.Warn("NATS is out of reach, events wait in the store", "error", err)
		}),
		natsgo.ReconnectHandler(func(*natsgo.Conn) {
			config.logger.Info("NATS is back, events that waited follow")
		}),
	)
	if err != nil {
		return nil, config.nats.trouble(err, "check that a server runs there (nats-server -js) and that it lets this user in")
	}
	b := &broker{conn: conn, logger: config.logger}
	if err := b.join(ctx, config, store); err != nil {
		conn.Close()
		return nil, config.nats.trouble(err, "check that JetStream is switched on (nats-server -js) and that this user may use it")
	}
	return b, nil
}

// join sets up the ways to JetStream and back. All portals over one store form one group of the relay, of
// which each event leaves once; each portal listens for itself.
func (b *broker) join(ctx context.Context, config config, store eventsourcing.Store) error {
	ctx, cancel := context.WithTimeout(ctx, patienceAtStart)
	defer cancel()
	logger := watermill.NewSlogLogger(config.logger)
	publisher, err := nats.NewPublisher(ctx, b.conn, nats.Config{Logger: logger})
	if err != nil {
		return err
	}
	b.subscriber, err = nats.NewSubscriber(ctx, b.conn, nats.Config{Group: listenerName(config.addr), Logger: logger})
	if err != nil {
		return err
	}
	b.relay, err = feed.NewRelay(store, publisher, feed.RelayConfig{
		Config: feed.Config{Group: "jetstream", Logger: logger},
		Topic:  func(eventsourcing.Record) string { return topic },
	})
	return err
}

// listenerName is that of this portal among those that listen: it goes on where it stopped.
func listenerName(addr string) string {
	return "portal-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(addr))
}

// run forwards the events of the store, and listens to them as any other service does. An outage of NATS
// ends neither: what was not forwarded waits in the store.
func (b *broker) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var running sync.WaitGroup
	running.Go(func() { b.watch(ctx) })
	err := b.relay.Run(ctx)
	stop()
	running.Wait()
	return err
}

const (
	// patienceAtStart is how long JetStream may take to answer when the portal starts.
	patienceAtStart = 10 * time.Second
	// again is how long to wait before listening again where it could not be done.
	again = time.Second
)

// watch listens for as long as the portal runs.
func (b *broker) watch(ctx context.Context) {
	for ctx.Err() == nil {
		if err := b.listen(ctx); ctx.Err() == nil {
			b.logger.WarnContext(ctx, "listening to the events in NATS failed, it is tried again", "error", err)
		}
		select {
		case <-time.After(again):
		case <-ctx.Done():
		}
	}
}

// listen takes events until the subscription ends.
func (b *broker) listen(ctx context.Context) error {
	messages, err := b.subscriber.Subscribe(ctx, topic)
	if err != nil {
		return err
	}
	for msg := range messages {
		record, err := feed.FromMessage(msg)
		if err == nil {
			b.seen.add(record)
		} else {
			b.logger.WarnContext(ctx, "what came from NATS is no event", "error", err)
		}
		msg.Ack()
	}
	return errors.New("the subscription has ended")
}

func (b *broker) connected() bool { return b.conn.IsConnected() }
