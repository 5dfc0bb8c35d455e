package kafka

import (
	"context"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
)

// deliver hands a message out until it is acked. It returns earlier, false, when its session ends: then
// the group shares the partitions anew, and waits for nothing but the message in hand.
func (s *subscription) deliver(session context.Context, msg *message.Message) (acked bool) {
	for failures := 1; ; failures++ {
		acked, nacked := s.attempt(session, msg.Copy())
		if !nacked {
			return acked
		}
		if !wait(session, s.config.Backoff(failures)) {
			return false
		}
	}
}

// attempt hands a message out once. Both results are false when there was no answer in time.
func (s *subscription) attempt(session context.Context, msg *message.Message) (acked, nacked bool) {
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	defer context.AfterFunc(session, func() { time.AfterFunc(s.config.HandOver, cancel) })()
	msg.SetContext(ctx) //nolint:contextcheck // a handler may outlive its session, by HandOver
	select {
	case s.out <- msg:
	case <-session.Done():
		return false, false
	}
	select {
	case <-msg.Acked():
		return true, false
	case <-msg.Nacked():
		return false, true
	case <-ctx.Done():
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
