package feed

import (
	"context"
	"errors"
	"time"

	"github.com/ThreeDotsLabs/watermill"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// keep is the subscription's keeper: it looks after leases, checkpoints and orders until the
// subscription ends. It alone adds and removes lanes.
func (s *subscription) keep() {
	tend := time.NewTicker(s.config.tendInterval())
	defer tend.Stop()
	save := time.NewTicker(s.config.CheckpointInterval)
	defer save.Stop()
	s.tend()
	for {
		select {
		case <-s.ctx.Done():
			return
		case l := <-s.done:
			s.part(l)
		case <-save.C:
			s.saveAll()
		case <-tend.C:
			s.tend()
		}
	}
}

func (s *subscription) tend() {
	s.renew()
	s.balance()
	s.passOrders()
}

// held returns the lanes this holder works at present.
func (s *subscription) held() []*lane {
	held := make([]*lane, 0, len(s.lanes))
	for _, l := range s.lanes {
		if l != nil {
			held = append(held, l)
		}
	}
	return held
}

func (s *subscription) setLane(number int, l *lane) {
	s.mu.Lock()
	s.lanes[number] = l
	s.mu.Unlock()
	signal(s.arrived)
}

// part takes leave of a lane whose goroutine has ended: one that drained goes to whoever takes it next,
// one that was lost belongs to somebody else already.
func (s *subscription) part(l *lane) {
	if s.ctx.Err() != nil {
		return // leave sees to it
	}
	s.setLane(l.number, nil)
	if l.lost() {
		s.logger.Error("lane lost", context.Cause(l.ctx), watermill.LogFields{"lane": l.number})
		return
	}
	defer l.cancel(nil)
	ctx, cancel := s.afterEnd()
	defer cancel()
	if err := s.save(ctx, l); err != nil {
		s.trouble("saving a checkpoint", err)
	}
	s.release(ctx, l.lease)
}

// leave saves what the lanes have done and gives up every lease, when all else has stopped.
func (s *subscription) leave() {
	if errors.Is(s.cause(), eventsourcing.ErrClosed) {
		return
	}
	var mine []*lane
	for _, l := range s.held() {
		if !l.lost() {
			mine = append(mine, l)
		}
	}
	ctx, cancel := s.afterEnd()
	defer cancel()
	if err := s.save(ctx, mine...); err != nil {
		s.logger.Error("saving checkpoints at the end", err, nil)
	}
	leases := []eventsourcing.Lease{s.member}
	for _, l := range mine {
		leases = append(leases, l.lease)
	}
	together(leases, func(lease eventsourcing.Lease) { s.release(ctx, lease) })
}

func (s *subscription) release(ctx context.Context, lease eventsourcing.Lease) {
	if lease.Name == "" {
		return // never got
	}
	if err := s.store.Release(ctx, lease); err != nil && !errors.Is(err, eventsourcing.ErrClosed) {
		s.logger.Error("releasing a lease", err, watermill.LogFields{"lease": lease.Name})
	}
}

// afterEnd is a context for what must be done even if the subscription ends meanwhile. It ends when
// leases have ended by themselves, and waiting for the store is of no more use.
func (s *subscription) afterEnd() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(s.ctx), s.config.LeaseTTL)
}

// passOrders gives the lanes the orders about streams they have parked.
func (s *subscription) passOrders() {
	parkings := false
	for _, l := range s.held() {
		parkings = parkings || l.parkings.Load() > 0
	}
	if !parkings {
		return
	}
	parked, err := s.store.Parked(s.ctx, s.group)
	if err != nil {
		s.trouble("reading orders", err)
		return
	}
	orders := make(map[int][]eventsourcing.Parked)
	for _, p := range parked {
		if p.Order != eventsourcing.KeepParked {
			number := laneOf(p.Stream, len(s.lanes))
			orders[number] = append(orders[number], p)
		}
	}
	for number, given := range orders {
		if l := s.lanes[number]; l != nil {
			l.orders.Store(&given)
			signal(l.wake)
		}
	}
}
