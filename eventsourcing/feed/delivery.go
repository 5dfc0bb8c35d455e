package feed

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// deliver hands a record out until it is acked, MaxAttempts times at most, and returns how often it
// was nacked. It returns earlier when the lane ends. What the group does not want is passed over.
func (l *lane) deliver(record *eventsourcing.Record) (acked bool, nacks int) {
	if !l.sub.config.wants(record.Type) {
		return true, 0
	}
	for {
		acked, nacked := l.attempt(record)
		if !nacked {
			return acked, nacks
		}
		nacks++
		if nacks == l.sub.config.MaxAttempts || !wait(l.ctx, l.sub.config.Backoff(nacks), l.draining) || l.isDraining() {
			return false, nacks
		}
	}
}

// attempt hands a record out once. Both results are false when the lane ended before an answer.
func (l *lane) attempt(record *eventsourcing.Record) (acked, nacked bool) {
	msg := toMessage(record)
	ctx, cancel := context.WithCancel(l.ctx)
	defer cancel()
	msg.SetContext(ctx)
	select {
	case l.sub.out <- msg:
	case <-l.draining:
		return false, false
	case <-l.ctx.Done():
		return false, false
	}
	select {
	case <-msg.Acked():
		return true, false
	case <-msg.Nacked():
		return false, true
	case <-l.ctx.Done():
		return answered(msg), false
	}
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
