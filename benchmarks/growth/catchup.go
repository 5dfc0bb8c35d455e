package main

import (
	"context"
	"crypto/rand"
	"errors"
	"sync/atomic"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// catchUp has a new group read from the first event on, with so many handlers side by side, until it has
// had so many, and returns how many it had in a second.
func catchUp(ctx context.Context, store es.Store, events int64, handle func(ctx context.Context, stream string) error) (_ float64, err error) {
	subscriber, err := feed.NewSubscriber(store, feed.Config{Group: rand.Text()})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, subscriber.Close()) }()
	ctx, stop := context.WithTimeout(ctx, longest)
	defer stop()
	messages, err := subscriber.Subscribe(ctx, feed.AllCategories)
	if err != nil {
		return 0, err
	}
	var had atomic.Int64
	var ended time.Time
	started := time.Now()
	err = sideBySide(handlers, handlers, func(int) error {
		for msg := range messages {
			err := handle(ctx, msg.Metadata.Get(feed.MetadataStream))
			if err != nil && ctx.Err() == nil { // else another one had the last event
				return err
			}
			if acknowledge(msg, &had) == events {
				ended = time.Now()
				stop()
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	if ended.IsZero() {
		return 0, errors.New("the messages ended early")
	}
	return float64(events) / ended.Sub(started).Seconds(), nil
}

// longest is how long anything is waited for that should have come long ago.
const longest = 20 * time.Minute

// handlers work side by side: one for each lane.
const handlers = 8

func acknowledge(msg *message.Message, had *atomic.Int64) int64 {
	msg.Ack()
	return had.Add(1)
}

func nothing(context.Context, string) error { return nil }
