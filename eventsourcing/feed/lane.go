package feed

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/ThreeDotsLabs/watermill"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

var errNotRenewed = errors.New("feed: the lease was not renewed in time")

// lane handles a share of the streams, one message at a time, for as long as its lease lasts. It ends
// by itself when it has drained, when the lease is lost, and with the subscription.
type lane struct {
	sub *subscription
	queue

	number int
	lease  eventsourcing.Lease
	// ctx carries the fence; it ends when the lane must stop at once, with the reason as its cause.
	ctx    context.Context
	cancel context.CancelCauseFunc
	// expiry ends the lane when its lease does, whatever the keeper is waiting for.
	expiry *time.Timer

	wake     chan struct{} // something was put into the queue, or there are orders
	draining chan struct{} // closed to have the lane end after the present message
	orders   atomic.Pointer[[]eventsourcing.Parked]
	parkings atomic.Int64 // the size of parked, for the keeper

	parked map[eventsourcing.Stream]eventsourcing.Parked // lane only

	// The keeper's notes.
	renewed time.Time
	saved   int64
}

func newLane(s *subscription, number int, lease eventsourcing.Lease, renewed time.Time) *lane {
	l := &lane{
		sub: s, queue: newQueue(s.config), number: number, lease: lease,
		wake: make(chan struct{}, 1), draining: make(chan struct{}),
		parked:  map[eventsourcing.Stream]eventsourcing.Parked{},
		renewed: renewed,
	}
	ctx, cancel := context.WithCancelCause(s.ctx)
	l.ctx, l.cancel = withFence(ctx, l.fence()), cancel
	l.expiry = time.AfterFunc(time.Until(renewed.Add(s.config.LeaseTTL)), func() { cancel(errNotRenewed) })
	return l
}

// startAt has the lane go on after a saved position. It is called before run.
func (l *lane) startAt(position int64) {
	l.seen, l.handled, l.saved = position, position, position
}

func (l *lane) fence() eventsourcing.Fence {
	return eventsourcing.Fence{Lease: l.lease.Name, Token: l.lease.Token}
}

func (l *lane) checkpoint() eventsourcing.Checkpoint {
	return eventsourcing.Checkpoint{Lane: l.number, Lanes: l.sub.config.Lanes, Position: l.position(), Fence: l.fence()}
}

// lost reports whether the lane ended because its lease did.
func (l *lane) lost() bool {
	cause := context.Cause(l.ctx)
	return errors.Is(cause, errNotRenewed) || errors.Is(cause, eventsourcing.ErrFenced)
}

func (l *lane) isDraining() bool {
	select {
	case <-l.draining:
		return true
	default:
		return false
	}
}

// drain has the lane end after the message in hand. Keeper only.
func (l *lane) drain() {
	if !l.isDraining() {
		close(l.draining)
	}
}

// run handles records and orders until the lane ends.
func (l *lane) run() {
	defer func() {
		l.expiry.Stop()
		l.sub.done <- l
	}()
	for l.ctx.Err() == nil && !l.isDraining() {
		if orders := l.orders.Swap(nil); orders != nil && !l.obey(*orders) {
			return
		}
		record := l.next()
		if record == nil {
			select {
			case <-l.wake:
			case <-l.draining:
			case <-l.ctx.Done():
			}
			continue
		}
		if !l.handle(record) {
			return
		}
		if l.finish(record.Position) && l.sub.crowded.Load() {
			signal(l.sub.arrived)
		}
	}
}

// handle delivers a record until it is acked, or parks its stream; records of a parked stream are left
// where they are. It returns false when the lane ended before.
func (l *lane) handle(record *eventsourcing.Record) bool {
	if _, parked := l.parked[record.Stream]; parked {
		return true
	}
	acked, attempts := l.deliver(record)
	return acked || attempts == l.sub.config.MaxAttempts && l.park(record, attempts)
}

// insist repeats a store call that must succeed before the lane goes on. It returns false when the
// lane ended before, also because the call found the lease lost.
func (l *lane) insist(doing string, call func() error) bool {
	for failures := 1; ; failures++ {
		err := call()
		switch {
		case err == nil:
			return true
		case errors.Is(err, eventsourcing.ErrFenced):
			l.cancel(err)
			return false
		case l.ctx.Err() != nil:
			return false
		}
		l.sub.trouble(doing, err)
		if !wait(l.ctx, l.sub.config.StoreBackoff(failures), nil) {
			return false
		}
	}
}

func (l *lane) fields(stream eventsourcing.Stream) watermill.LogFields {
	return watermill.LogFields{"lane": l.number, "stream": stream.String()}
}
