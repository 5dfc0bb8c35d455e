package feedtest

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

var _ message.Publisher = (*Publisher)(nil)

// Publisher is a message.Publisher that appends what it is given to one stream per topic, so that
// Watermill's suite can publish to a store. It is safe for concurrent use.
type Publisher struct {
	store  eventsourcing.Appender
	closed atomic.Bool
}

// NewPublisher returns a publisher over the store, which it does not close.
func NewPublisher(store eventsourcing.Appender) *Publisher { return &Publisher{store: store} }

// Publish appends the messages in one batch, with UUID, payload and metadata.
func (p *Publisher) Publish(topic string, messages ...*message.Message) error {
	if p.closed.Load() {
		return errors.New("feedtest: the publisher is closed")
	}
	now := time.Now()
	stream := eventsourcing.Stream{Category: topic, ID: "messages"}
	records := make([]eventsourcing.Record, len(messages))
	for i, msg := range messages {
		records[i] = eventsourcing.Record{
			Stream: stream, ID: msg.UUID, Type: "feedtest.published", Schema: 1, Time: now,
			Data: msg.Payload, Metadata: msg.Metadata,
		}
	}
	_, err := p.store.Append(context.Background(), eventsourcing.Batch{
		Now:     now,
		Streams: []eventsourcing.Append{{Stream: stream, Expected: eventsourcing.AnyVersion, Records: records}},
	})
	return err
}

// Close makes later calls of Publish fail. It may be called twice.
func (p *Publisher) Close() error {
	p.closed.Store(true)
	return nil
}
