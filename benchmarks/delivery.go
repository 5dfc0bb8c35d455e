package main

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// deliveryTargets are for one message.
var deliveryTargets = map[placeName]time.Duration{onSQLite: time.Second / 100_000, onPostgreSQL: time.Second / 50_000}

// deliveredStreams of deliveredEach events are delivered.
const (
	deliveredStreams = 1000
	deliveredEach    = 50
)

// delivery hands a log that is there already to one consumer, who acks each message. The floor reads its
// log page by page and sends each record as the same message, one after another.
func delivery(p place, size sizing) row {
	streams, each := size.of(deliveredStreams), deliveredEach
	floor := filled(p, p.floor, streams, each)
	plain, full := filled(p, p.plain, streams, each), filled(p, p.full, streams, each)
	fromFloor := func(ctx context.Context) (time.Duration, error) {
		f, _, err := floor.get(ctx)
		if err != nil {
			return 0, err
		}
		return consumed(ctx, streams*each, func(ctx context.Context) (<-chan *message.Message, error) {
			return sent(ctx, f), nil
		})
	}
	from := func(k *kept[*kernel]) contender {
		return func(ctx context.Context) (_ time.Duration, err error) {
			s, _, err := k.get(ctx)
			if err != nil {
				return 0, err
			}
			subscriber, err := feed.NewSubscriber(s.Store(), feed.Config{Group: rand.Text()})
			if err != nil {
				return 0, err
			}
			defer func() { err = errors.Join(err, subscriber.Close()) }()
			return consumed(ctx, streams*each, func(ctx context.Context) (<-chan *message.Message, error) {
				return subscriber.Subscribe(ctx, category)
			})
		}
	}
	return row{
		work: "deliver to a Watermill consumer", store: p.name, rate: true, target: target{most: deliveryTargets[p.name]},
		floor: fromFloor, plain: from(plain), full: from(full), close: closing(floor, plain, full),
	}
}

// consumed acks so many messages and returns the time for each from the first one on: how a subscription
// begins is another matter.
func consumed(
	ctx context.Context, count int, subscribe func(context.Context) (<-chan *message.Message, error),
) (time.Duration, error) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	messages, err := subscribe(ctx)
	if err != nil {
		return 0, err
	}
	var started time.Time
	for i := range count {
		msg, open := <-messages
		if !open {
			return 0, errors.New("the messages ended early")
		}
		if i == 0 {
			started = time.Now()
		}
		msg.Ack()
	}
	return time.Since(started) / time.Duration(count-1), nil
}

// sent is delivery by hand, until the context ends.
func sent(ctx context.Context, log pager) <-chan *message.Message {
	out := make(chan *message.Message)
	go func() {
		defer close(out)
		for after := int64(0); ; {
			records, err := log.page(ctx, after, pageSize)
			if err != nil || len(records) == 0 {
				return
			}
			for _, record := range records {
				msg := feed.ToMessage(record)
				select {
				case out <- msg:
				case <-ctx.Done():
					return
				}
				select {
				case <-msg.Acked():
				case <-ctx.Done():
					return
				}
				after = record.Position
			}
		}
	}()
	return out
}
