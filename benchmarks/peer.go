package main

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	wsql "github.com/ThreeDotsLabs/watermill-sql/v4/pkg/sql"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// peer is watermill-sql: what one would take for delivery from a table otherwise.
type peer struct {
	pool      *pgxpool.Pool
	publisher *wsql.Publisher
	settings  peerSettings
}

// peerSettings are those of a subscriber.
type peerSettings struct {
	name string
	// poll, batch and deadline are the library's own where they are not set.
	poll     time.Duration
	batch    int
	deadline *time.Duration
	// messages are how many have their latency measured, pause the longest rest between them.
	messages int
	pause    time.Duration
}

const peerName = "watermill-sql v4.1.3"

var (
	peerByDefault = peerSettings{name: peerName + " as it comes", messages: 8, pause: time.Second}
	// peerTuned looks as often as is of use, fetches as much as we do, and starts no timer for each message.
	peerTuned = peerSettings{
		name: peerName + " tuned", poll: time.Millisecond, batch: pageSize, deadline: new(time.Duration),
		messages: 200, pause: 5 * time.Millisecond,
	}
)

func openPeer(ctx context.Context, db *schemas, settings peerSettings) (*peer, error) {
	connection, err := db.newSchema(ctx)
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.New(ctx, connection)
	if err != nil {
		return nil, err
	}
	publisher, err := wsql.NewPublisher(wsql.BeginnerFromPgx(pool), wsql.PublisherConfig{
		SchemaAdapter: wsql.DefaultPostgreSQLSchema{}, AutoInitializeSchema: true,
	}, nil)
	if err != nil {
		pool.Close()
		return nil, err
	}
	return &peer{pool: pool, publisher: publisher, settings: settings}, nil
}

// subscribe begins with the first message, as a group of its own.
func (p *peer) subscribe(ctx context.Context) (<-chan *message.Message, error) {
	subscriber, err := wsql.NewSubscriber(wsql.BeginnerFromPgx(p.pool), wsql.SubscriberConfig{
		ConsumerGroup: rand.Text(), PollInterval: p.settings.poll, AckDeadline: p.settings.deadline,
		SchemaAdapter:    wsql.DefaultPostgreSQLSchema{SubscribeBatchSize: p.settings.batch},
		OffsetsAdapter:   wsql.DefaultPostgreSQLOffsetsAdapter{},
		InitializeSchema: true,
	}, nil)
	if err != nil {
		return nil, err
	}
	return subscriber.Subscribe(ctx, category)
}

// fill publishes as many messages as the streams would have, each what the feed makes of the same event.
func (p *peer) fill(streams, each int) error {
	for i := range streams {
		if err := p.publish(streamID(i), each); err != nil {
			return err
		}
	}
	return nil
}

// publish publishes the messages of one stream at once.
func (p *peer) publish(id string, events int) error {
	records, err := written(id, 0, events)
	if err != nil {
		return err
	}
	messages := make([]*message.Message, len(records))
	for i, record := range records {
		messages[i] = feed.ToMessage(record)
	}
	return p.publisher.Publish(category, messages...)
}

func (p *peer) close() error {
	err := p.publisher.Close()
	p.pool.Close()
	return err
}

// deliveryBeside compares delivery with that of the peer, which stands in the place of the floor.
func deliveryBeside(p place, size sizing, settings peerSettings) row {
	streams, each := size.of(deliveredStreams), deliveredEach
	r := delivery(p, size)
	r.work += "; as floor, " + settings.name
	var other *peer
	ours := r.close
	r.close = func() error {
		if other == nil {
			return ours()
		}
		return errors.Join(other.close(), ours())
	}
	r.floor = func(ctx context.Context) (time.Duration, error) {
		if other == nil {
			opened, err := p.peer(ctx, settings)
			if err != nil {
				return 0, err
			}
			other = opened
			if err := errors.Join(other.fill(streams, each), p.settled(ctx)); err != nil {
				return 0, err
			}
		}
		return consumed(ctx, streams*each, other.subscribe)
	}
	return r
}

// latencyBeside compares the time from commit to consumer, woken, with that of the peer.
func latencyBeside(p place, size sizing, settings peerSettings) row {
	r := woken(p, size)
	r.work += "; as floor, " + settings.name
	r.floor = func(ctx context.Context) (_ time.Duration, err error) {
		other, err := p.peer(ctx, settings)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, other.close()) }()
		ctx, end := context.WithCancel(ctx)
		defer end()
		messages, err := other.subscribe(ctx)
		if err != nil {
			return 0, err
		}
		return waited(size.of(settings.messages), settings.pause, messages, func(i int) error {
			return other.publish(streamID(i), 1)
		})
	}
	return r
}
