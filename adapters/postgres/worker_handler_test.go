package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/jackc/pgx/v5"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

const (
	lanes    = 8
	category = "parcel"
)

// config is how all workers of a test read the feed.
func (h *hand) config(group string) feed.Config {
	return feed.Config{
		Group: group, Lanes: lanes, MaxAttempts: feed.Unlimited, Holder: h.Name, Logger: shout{},
		LeaseTTL: h.Lease, PollInterval: h.Poll, CheckpointInterval: h.Checkpoint,
	}
}

// beHandler handles events as hosts are told to: each in a transaction of its own, with the fence in it.
func beHandler(ctx context.Context, h *hand) error { return h.consume(ctx, h.handle) }

// beCounter does nothing with events.
func beCounter(ctx context.Context, h *hand) error {
	return h.consume(ctx, func(*message.Message) error { return nil })
}

// consume handles as many messages side by side as there are lanes, and tells of every thousand.
func (h *hand) consume(ctx context.Context, handle func(*message.Message) error) error {
	subscriber, err := feed.NewSubscriber(h.store, h.config("group"))
	if err != nil {
		return err
	}
	messages, err := subscriber.Subscribe(ctx, category)
	if err != nil {
		return err
	}
	var acked atomic.Int64
	var handling sync.WaitGroup
	for range lanes {
		handling.Go(func() {
			for msg := range messages {
				if err := handle(msg); err != nil {
					say("failed", msg.UUID, errors.Is(err, eventsourcing.ErrFenced), err)
					msg.Nack()
					continue
				}
				msg.Ack()
				if acked.Add(1)%1000 == 0 {
					say("acked")
				}
			}
		})
	}
	handling.Wait()
	return errors.New("the subscription has ended")
}

// handle notes the event in the table handled, which no key keeps from holding an event twice: only the look
// before and the fence do. A stubborn worker does not heed that its context ends with the lease, so that it
// tries to commit whatever has happened.
func (h *hand) handle(msg *message.Message) error {
	ctx, cancel := context.WithTimeout(msg.Context(), h.Lease)
	defer cancel()
	if h.Stubborn {
		ctx = context.WithoutCancel(ctx)
	}
	fence, ok := feed.FenceFrom(ctx)
	if !ok {
		return errors.New("no fence")
	}
	record, err := feed.FromMessage(msg)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, h.host, func(tx pgx.Tx) error {
		var known bool
		if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM handled WHERE event = $1)", msg.UUID).Scan(&known); err != nil || known {
			return err
		}
		h.place("before-fence", msg.UUID, fence.Lease, fence.Token)
		batch := eventsourcing.Batch{Now: time.Now(), Fences: []eventsourcing.Fence{fence}}
		if _, err := h.store.Append(h.store.InTx(ctx, tx), batch); err != nil {
			return fmt.Errorf("checking the fence: %w", err)
		}
		if _, err := tx.Exec(ctx, "INSERT INTO handled (event, stream, version, worker, lane, token) VALUES ($1, $2, $3, $4, $5, $6)",
			msg.UUID, record.Stream.String(), record.Version, h.Name, fence.Lease, fence.Token); err != nil {
			return err
		}
		h.place("before-commit", msg.UUID, fence.Lease, fence.Token)
		return nil
	})
}

// shout tells the test what goes wrong in the feed; that much of it goes wrong on purpose.
type shout struct{ watermill.NopLogger }

func (s shout) With(watermill.LogFields) watermill.LoggerAdapter { return s }

func (shout) Error(what string, err error, fields watermill.LogFields) {
	say("trouble", what, err, fields)
}
