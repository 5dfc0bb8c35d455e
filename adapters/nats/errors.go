package nats

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/ThreeDotsLabs/watermill/message"
	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/kabinet-go/kabinet/fault"
)

// Codes of JetStream that its client has no names for.
const (
	codeAccountStorage = 10002 // the account's limits are reached
	codeStorage        = 10047 // the server's disk or memory is full
	codeStorageFailed  = 10028
	codeWrongStream    = 10060
	codeOverlap        = 10065
	codeNoCluster      = 10074
	codeStreamFull     = 10077
)

// translate puts what the client or the server says on its axis, and says what may help.
func translate(err error, doing string) error {
	refusal, refused := errors.AsType[*jetstream.APIError](err)
	switch {
	case refused:
		return judge(refusal, doing)
	case errors.Is(err, natsgo.ErrConnectionClosed), errors.Is(err, jetstream.ErrConnectionClosed):
		return fault.AsPermanent(fmt.Errorf("nats: %s: the connection was closed by its owner: %w", doing, err))
	case errors.Is(err, jetstream.ErrNoStreamResponse), errors.Is(err, natsgo.ErrNoResponders):
		return fault.AsTransient(fmt.Errorf("nats: %s: no stream answers; is JetStream enabled, and does the stream exist and have a leader? %w", doing, err))
	case errors.Is(err, natsgo.ErrReconnectBufExceeded), errors.Is(err, natsgo.ErrDisconnected), errors.Is(err, natsgo.ErrConnectionDraining):
		return fault.AsTransient(fmt.Errorf("nats: %s: the server is away: %w", doing, err))
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("nats: %s: %w", doing, err)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, natsgo.ErrTimeout):
		return fault.AsInDoubt(fmt.Errorf("nats: %s: no answer in time; is the server there, and has this user the right? %w", doing, err))
	default:
		return fault.AsInDoubt(fmt.Errorf("nats: %s: %w", doing, err))
	}
}

// judge translates a refusal by the server. What is full or away may come back, nothing was stored.
func judge(refusal *jetstream.APIError, doing string) error {
	err := fmt.Errorf("nats: %s: %w", doing, refusal)
	switch refusal.ErrorCode {
	case jetstream.JSErrCodeStreamMessageExceedsMaximum:
		return fault.AsPermanent(fmt.Errorf("%w; raise the stream's MaxMsgSize", err))
	case codeOverlap:
		return fault.AsPermanent(fmt.Errorf("%w; choose another Config.Prefix, or Config.Stream if that one is meant", err))
	case codeWrongStream:
		return fault.AsPermanent(fmt.Errorf("%w; the subject belongs to another stream, check Config.Stream", err))
	case codeNoCluster:
		return fault.AsPermanent(fmt.Errorf("%w; leave Config.Replicas at 1, or run a cluster", err))
	case jetstream.JSErrCodeConsumerCreate:
		return fault.AsPermanent(fmt.Errorf("%w; choose another Config.Group, or delete the consumer if nobody needs its progress", err))
	case codeStreamFull, codeAccountStorage, codeStorage, codeStorageFailed:
		return fault.AsTransient(fmt.Errorf("%w; make room: raise the limits, or lower MaxAge", err))
	default:
		if refusal.Code >= http.StatusInternalServerError {
			return fault.AsTransient(err)
		}
		return fault.AsPermanent(err)
	}
}

func tooLarge(msg *message.Message, detail string) error {
	return fault.AsPermanent(fmt.Errorf("nats: message %s is too large: %s", msg.UUID, detail))
}
