package kabinet

import (
	"errors"
	"log/slog"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/fault"
)

// insist repeats a reaction as long as what it needs is in passing trouble, as a store that is out of reach:
// that says nothing about the event, which must not be parked for it. Everything else is left to the feed.
func insist(logger *slog.Logger) message.HandlerMiddleware {
	pause := feed.Exponential(100*time.Millisecond, 10*time.Second)
	return func(react message.HandlerFunc) message.HandlerFunc {
		return func(msg *message.Message) ([]*message.Message, error) {
			for failures := 1; ; failures++ {
				made, err := react(msg)
				if !passes(err) || !sleep(msg.Context(), pause(failures)) {
					return made, err
				}
				logger.WarnContext(msg.Context(), "a reaction is tried again", "event", msg.UUID, "failures", failures, "error", err)
			}
		}
	}
}

// passes tells whether the same may succeed later, whatever the event is.
func passes(err error) bool {
	return (errors.Is(err, fault.Transient) || errors.Is(err, fault.Conflict)) && !errors.Is(err, fault.Permanent)
}
