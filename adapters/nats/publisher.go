package nats

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/ThreeDotsLabs/watermill/message"
	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/kabinet-go/kabinet/fault"
)

var _ message.Publisher = (*Publisher)(nil)

// ErrClosed is returned by calls on a publisher or subscriber after Close. It is on the axis fault.Permanent.
var ErrClosed = fault.AsPermanent(errors.New("nats: closed"))

// Publisher publishes to the JetStream stream. It is safe for concurrent use.
type Publisher struct {
	conn   *natsgo.Conn
	js     jetstream.JetStream
	config Config
	lanes  int
	closed atomic.Bool
}

// NewPublisher creates the stream, or checks the one there is, see [ErrIncompatible]. The connection is
// lent: it is never closed or drained here.
func NewPublisher(ctx context.Context, conn *natsgo.Conn, config Config) (*Publisher, error) {
	config = config.withDefaults()
	js, lanes, err := open(ctx, conn, config)
	if err != nil {
		return nil, err
	}
	return &Publisher{conn: conn, js: js, config: config, lanes: lanes}, nil
}

// open is what publishers and subscribers begin with.
func open(ctx context.Context, conn *natsgo.Conn, config Config) (js jetstream.JetStream, lanes int, err error) {
	if err := config.Validate(); err != nil {
		return nil, 0, fault.AsPermanent(err)
	}
	if conn == nil {
		return nil, 0, fault.AsPermanent(errors.New("nats: the connection is missing"))
	}
	if js, err = jetstream.New(conn); err != nil {
		return nil, 0, fault.AsPermanent(fmt.Errorf("nats: %w", err))
	}
	lanes, err = provision(ctx, js, config)
	return js, lanes, err
}

// Publish stores the messages one after another and returns when the server has acknowledged the last;
// the first error ends it. Messages of one partition key (see feed.PartitionKey) are received in the order in
// which they were published; those without a key share one lane.
//
// A message of the same topic and UUID as one of the last DuplicateWindow is acknowledged and dropped,
// so a call that failed may be repeated. Errors are fault.Transient when it may help to do so, marked
// fault.InDoubt when the message may have been stored; fault.Permanent when it never will be: it is
// too large, has no UUID, or the topic has no permitted form. When the context of a message ends, its
// error is returned, and the message may have been stored.
func (p *Publisher) Publish(topic string, messages ...*message.Message) error {
	if p.closed.Load() {
		return ErrClosed
	}
	if err := checkTopic(topic); err != nil {
		return err
	}
	for _, msg := range messages {
		if err := p.publish(topic, msg); err != nil {
			return err
		}
	}
	return nil
}

func (p *Publisher) publish(topic string, msg *message.Message) error {
	wire, err := marshal(msg)
	if err != nil {
		return err
	}
	wire.Subject = subject(p.config.Prefix, topic, laneOf(topic, msg, p.lanes))
	// One stream holds all topics, and the same event may go to several of them.
	wire.Header.Set(jetstream.MsgIDHeader, topic+"/"+msg.UUID)
	wire.Header.Set(jetstream.ExpectedStreamHeader, p.config.Stream)
	if limit := p.conn.MaxPayload(); limit > 0 && int64(wire.Size()) > limit {
		return tooLarge(msg, fmt.Sprintf("%d bytes, the server takes %d; raise its max_payload", wire.Size(), limit))
	}
	ctx, cancel := context.WithTimeout(msg.Context(), p.config.PublishTimeout)
	defer cancel()
	_, err = p.js.PublishMsg(ctx, wire)
	if err == nil {
		return nil
	}
	if ended := msg.Context().Err(); ended != nil {
		return fmt.Errorf("nats: publishing message %s: %w", msg.UUID, ended)
	}
	return translate(err, "publishing message "+msg.UUID+" to "+wire.Subject)
}

// Close makes later calls of Publish return [ErrClosed]. Calls under way go on; the connection stays
// open. It may be called twice and never fails.
func (p *Publisher) Close() error {
	p.closed.Store(true)
	return nil
}
