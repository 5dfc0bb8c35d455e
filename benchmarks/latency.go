package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// woken is the time from a command's answer to its message, where one process does both.
func woken(p place, size sizing) row {
	return row{
		work: "from commit to consumer, woken, p50", store: p.name, target: target{most: time.Millisecond},
		plain: latency(p, size.of(200), feed.Config{Group: "woken"}, func(store es.Store) feed.Store { return store }, 0),
	}
}

// pollInterval is short for the sake of the target; the default of feed.Config spares the database.
const pollInterval = 20 * time.Millisecond

// polled is that time where another process has appended.
func polled(p place, size sizing) row {
	return row{
		work:  fmt.Sprintf("from commit to consumer, polled each %s, p50", short(pollInterval)),
		store: p.name, target: target{most: 20 * time.Millisecond},
		plain: latency(p, size.of(40), feed.Config{Group: "polled", PollInterval: pollInterval},
			func(store es.Store) feed.Store { return elsewhere{store} }, pollInterval),
	}
}

// elsewhere is a store as other processes than the appending one see it: nothing wakes them.
type elsewhere struct{ es.Store }

func (elsewhere) Changed() <-chan struct{} { return nil }

// latency is the median over some commands; between them it rests for a random part of pause, so as not to
// fall in step with the polling.
func latency(p place, commands int, config feed.Config, seen func(es.Store) feed.Store, pause time.Duration) contender {
	return func(ctx context.Context) (_ time.Duration, err error) {
		k, err := p.plain(ctx)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, k.close()) }()
		subscriber, err := feed.NewSubscriber(seen(k.Store()), config)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, subscriber.Close()) }()
		messages, err := subscriber.Subscribe(ctx, category)
		if err != nil {
			return 0, err
		}
		return waited(commands, pause, messages, func(i int) error { return k.create(ctx, streamID(i), 1) })
	}
}

// waited is the median of the times from the answer to a command to its message.
func waited(
	commands int, pause time.Duration, messages <-chan *message.Message, command func(i int) error,
) (time.Duration, error) {
	waits := make([]time.Duration, 0, commands)
	for i := range commands + 1 {
		if err := command(i); err != nil {
			return 0, err
		}
		answered := time.Now()
		msg, open := <-messages
		if !open {
			return 0, errors.New("the messages ended early")
		}
		if i > 0 { // the first one waits for the subscription to begin
			waits = append(waits, time.Since(answered))
		}
		msg.Ack()
		if pause > 0 {
			time.Sleep(rand.N(pause))
		}
	}
	return median(waits), nil
}
