package feed

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// subscription is one Subscribe call: a holder of its own with a reader, a keeper and the lanes it
// holds at present. The keeper runs in run itself, the others in goroutines that run outlives.
type subscription struct {
	store  Store
	config Config
	topic  string
	group  string
	holder string
	logger watermill.LoggerAdapter

	ctx  context.Context
	stop context.CancelCauseFunc
	out  chan *message.Message

	// mu guards the slots of lanes: written by the keeper, read by the reader too.
	mu    sync.Mutex
	lanes []*lane // by number, nil where this holder does not work

	// arrived tells the reader that there is a new lane, or room again while crowded.
	arrived chan struct{}
	crowded atomic.Bool
	// done gives the keeper the lanes whose goroutine has ended; it holds all of them.
	done    chan *lane
	working sync.WaitGroup

	// saving keeps two savers from putting an older position over a newer one.
	saving sync.Mutex

	member        eventsourcing.Lease
	memberRenewed time.Time
}

func newSubscription(parent context.Context, store Store, config Config, topic, holder string) *subscription {
	s := &subscription{
		store: impatient{store, config.patience()}, config: config, topic: topic, group: storeGroup(config.Group, topic), holder: holder,
		logger:  config.Logger.With(watermill.LogFields{"topic": topic, "group": config.Group, "holder": holder}),
		out:     make(chan *message.Message),
		lanes:   make([]*lane, config.Lanes),
		arrived: make(chan struct{}, 1),
		done:    make(chan *lane, config.Lanes),
	}
	s.ctx, s.stop = context.WithCancelCause(parent)
	return s
}

// run works until the subscription's context ends and everything has stopped.
func (s *subscription) run() {
	defer close(s.out)
	defer s.stop(nil)
	s.working.Go(s.read)
	s.keep()
	s.working.Wait()
	s.leave()
}

// cause says why the subscription has ended.
func (s *subscription) cause() error { return context.Cause(s.ctx) }

// trouble decides what an error of the store means: a closed store ends the subscription, anything
// else is logged unless the subscription is ending anyway.
func (s *subscription) trouble(doing string, err error) {
	switch {
	case errors.Is(err, eventsourcing.ErrClosed):
		s.stop(eventsourcing.ErrClosed)
	case s.ctx.Err() == nil:
		s.logger.Error(doing, err, nil)
	}
}
