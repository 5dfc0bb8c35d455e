package nats

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	natsgo "github.com/nats-io/nats.go"
)

// Answers to a delivery, of the JetStream protocol.
var (
	ack  = []byte("+ACK")
	term = []byte("+TERM")
	busy = []byte("+WPI")
)

// errLate is told of a message that was held up on its way; another member of the group gets it.
var errLate = errors.New("nats: a message came too late to be handled here")

// nak asks for another delivery after the pause; until then the server delivers nothing of the lane.
func nak(pause time.Duration) []byte {
	if pause <= 0 {
		return []byte("-NAK")
	}
	return fmt.Appendf(nil, `-NAK {"delay":%d}`, pause.Nanoseconds())
}

// deliver hands a message out and answers the server as the handler answers. As long as that takes, it
// tells the server that the message is worked on. The server has given the message away not earlier
// than it was asked; one that was so long on its way that another may have it is left alone.
func (l *lane) deliver(subscribed context.Context, delivery *natsgo.Msg, asked time.Time, out chan<- *message.Message) {
	held := asked
	if time.Now().After(l.holdsUntil(held)) {
		l.config.Logger.Error("receiving", errLate, l.describe(delivery))
		return
	}
	msg, err := unmarshal(delivery)
	if err != nil {
		l.refuse(delivery, err)
		return
	}
	ctx, cancel := context.WithCancel(subscribed)
	defer cancel()
	msg.SetContext(ctx)
	remind := time.NewTicker(l.config.AckWait / 6)
	defer remind.Stop()
	for {
		select {
		case out <- msg:
			out = nil
		case <-msg.Acked():
			l.reply(delivery, ack)
			return
		case <-msg.Nacked():
			l.reply(delivery, nak(l.config.Backoff(deliveries(delivery))))
			return
		case <-remind.C:
			if held, err = l.hold(subscribed, delivery, held); err == nil {
				continue
			}
			if subscribed.Err() != nil {
				continue
			}
			cancel()
			l.config.Logger.Error("lost touch with the server while handling", err, l.describe(delivery))
			if out == nil {
				l.sitOut(subscribed, msg)
			}
			return
		case <-subscribed.Done():
			if out == nil && answered(msg) {
				l.reply(delivery, ack)
			} else {
				l.reply(delivery, nak(0))
			}
			return
		}
	}
}

// holdsUntil is well before AckWait is over, when the server may give the message to another, if nothing
// is heard from it after held.
func (l *lane) holdsUntil(held time.Time) time.Time { return held.Add(l.config.AckWait * 2 / 3) }

// hold tells the server that the message, last held for certain at held, is worked on.
func (l *lane) hold(ctx context.Context, delivery *natsgo.Msg, held time.Time) (time.Time, error) {
	ctx, cancel := context.WithDeadline(ctx, l.holdsUntil(held))
	defer cancel()
	for {
		asked := time.Now()
		_, err := l.conn.RequestWithContext(ctx, delivery.Reply, busy)
		if err == nil {
			return asked, nil
		}
		if !wait(ctx, l.config.AckWait/30) {
			return held, err
		}
	}
}

// sitOut waits for the answer to a message that is no longer held, so that at least this process does
// not work on two of a lane. The answer itself must not be sent: it might count for somebody else's work.
func (l *lane) sitOut(ctx context.Context, msg *message.Message) {
	select {
	case <-msg.Acked():
	case <-msg.Nacked():
	case <-ctx.Done():
	}
}

// refuse puts aside for good, for this group, what is no message: no repetition would help.
func (l *lane) refuse(delivery *natsgo.Msg, err error) {
	l.config.Logger.Error("message put aside", err, l.describe(delivery))
	l.reply(delivery, term)
}

func (l *lane) describe(delivery *natsgo.Msg) watermill.LogFields {
	fields := watermill.LogFields{"subject": delivery.Subject}
	if meta, err := delivery.Metadata(); err == nil {
		fields["sequence"] = meta.Sequence.Stream
	}
	return l.fields.Add(fields)
}

// deliveries tells how often the message was delivered, from 1.
func deliveries(delivery *natsgo.Msg) int {
	meta, err := delivery.Metadata()
	if err != nil {
		return 1
	}
	return int(meta.NumDelivered) //nolint:gosec // hardly beyond an int
}

// answered reports whether the message was acked before anybody looked.
func answered(msg *message.Message) bool {
	select {
	case <-msg.Acked():
		return true
	default:
		return false
	}
}
