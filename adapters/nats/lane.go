package nats

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

const (
	// patience is how much later than the end of a request the server's word about it may come.
	patience = 2 * time.Second
	// lastCall is how long a message that the server may be sending at this moment is waited for at the
	// end. Given up too early it would be missed, and come to another subscriber after AckWait only.
	lastCall = 100 * time.Millisecond
	// inboxSize is ample: of a lane one message can be on its way, and a few notes of the server.
	inboxSize = 64
)

var troubleBackoff = feed.Exponential(100*time.Millisecond, 5*time.Second)

// lane receives what one consumer of the group delivers. It asks for a message only when it is free to
// take one, so that no message waits in the memory of a busy process.
type lane struct {
	conn   *natsgo.Conn
	js     jetstream.JetStream
	config Config

	name    string // of the consumer
	subject string
	request []byte
	askFor  time.Duration // how long the server keeps a request
	fields  watermill.LogFields
}

func (s *Subscriber) newLane(topic string, number int) *lane {
	askFor := s.config.AckWait / 3
	request, _ := json.Marshal(map[string]any{"batch": 1, "expires": askFor}) // never fails
	name := durable(s.config.Group, topic, number)
	return &lane{
		conn: s.conn, js: s.js, config: s.config,
		name: name, subject: subject(s.config.Prefix, topic, number), request: request, askFor: askFor,
		fields: watermill.LogFields{"stream": s.config.Stream, "consumer": name},
	}
}

// run works until ctx ends or the connection is closed by its owner, and begins anew after other trouble.
func (l *lane) run(ctx context.Context, out chan<- *message.Message) {
	for failures := 0; ; {
		received, err := l.receive(ctx, out)
		if ctx.Err() != nil {
			return
		}
		if received {
			failures = 0
		}
		failures++
		l.config.Logger.Error("receiving", err, l.fields)
		if l.conn.IsClosed() || !wait(ctx, troubleBackoff(failures)) {
			return
		}
	}
}

// receive asks for message after message until ctx ends or the server has none to give.
func (l *lane) receive(ctx context.Context, out chan<- *message.Message) (received bool, err error) {
	if err := l.ensureConsumer(ctx); err != nil {
		return false, err
	}
	inbox := make(chan *natsgo.Msg, inboxSize)
	subscription, err := l.conn.ChanSubscribe(l.conn.NewInbox(), inbox)
	if err != nil {
		return false, translate(err, "receiving")
	}
	changed := l.conn.StatusChanged(natsgo.CONNECTED, natsgo.CLOSED)
	defer l.conn.RemoveStatusListener(changed)
	for ctx.Err() == nil {
		asked := time.Now()
		if err := l.conn.PublishRequest(l.ask(), subscription.Subject, l.request); err != nil {
			_ = subscription.Unsubscribe() // nothing was asked for
			return received, translate(err, "asking for a message")
		}
		msg, err := l.next(ctx, inbox, changed)
		if err != nil {
			l.giveBack(subscription, inbox)
			return received, err
		}
		if msg != nil {
			received = true
			l.deliver(ctx, msg, asked, out)
		}
	}
	_ = subscription.Unsubscribe() // everything asked for was answered
	return received, ctx.Err()
}

// ask is the subject on which the server takes requests for messages of the consumer.
func (l *lane) ask() string {
	return "$JS.API.CONSUMER.MSG.NEXT." + l.config.Stream + "." + l.name
}

// errNoAnswer makes the lane look for its consumer: old servers leave requests to a deleted one unanswered.
var errNoAnswer = errors.New("nats: the server does not answer")

// next returns the message asked for, or nil when it is time to ask again.
func (l *lane) next(ctx context.Context, inbox <-chan *natsgo.Msg, changed <-chan natsgo.Status) (*natsgo.Msg, error) {
	lost := time.NewTimer(l.askFor + patience)
	defer lost.Stop()
	select {
	case msg := <-inbox:
		if isDelivery(msg) {
			return msg, nil
		}
		return nil, note(msg)
	case status := <-changed:
		if status != natsgo.CONNECTED {
			return nil, natsgo.ErrConnectionClosed
		}
		return nil, nil
	case <-lost.C:
		return nil, errNoAnswer
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// isDelivery tells messages of the stream from notes of the server about a request.
func isDelivery(msg *natsgo.Msg) bool { return strings.HasPrefix(msg.Reply, "$JS.ACK.") }

// note returns what is wrong when a request ended without a message: nothing when its time was over.
func note(msg *natsgo.Msg) error {
	switch status := msg.Header.Get("Status"); status {
	case "404", "408":
		return nil
	case "503":
		return natsgo.ErrNoResponders
	default:
		return fmt.Errorf("nats: the server says %s %s", status, msg.Header.Get("Description"))
	}
}

// giveBack ends the subscription while a request is open, and returns a message that was on its way, so
// that another member of the group need not wait for it.
func (l *lane) giveBack(subscription *natsgo.Subscription, inbox <-chan *natsgo.Msg) {
	delivery := late(inbox)
	// It goes back only after the end, lest it come again.
	_ = subscription.Unsubscribe()
	if delivery != nil {
		l.reply(delivery, nak(0))
	}
}

// late returns a message that arrives before the last call is over, or nil.
func late(inbox <-chan *natsgo.Msg) *natsgo.Msg {
	over := time.NewTimer(lastCall)
	defer over.Stop()
	for {
		select {
		case msg := <-inbox:
			if isDelivery(msg) {
				return msg
			}
		case <-over.C:
			return nil
		}
	}
}

// wait returns false when ctx ended before the pause was over.
func wait(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// reply sends an answer to a delivery. One that is lost costs a repetition.
func (l *lane) reply(delivery *natsgo.Msg, answer []byte) {
	err := l.conn.Publish(delivery.Reply, answer)
	if err != nil && !errors.Is(err, natsgo.ErrConnectionClosed) {
		l.config.Logger.Error("answering", err, l.fields)
	}
}
