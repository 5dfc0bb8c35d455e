package feed

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Names of leases: "feed/<group>/<topic>/lane/<number>" gives the right to work a lane,
// "feed/<group>/<topic>/member/<holder>" makes a holder count when lanes are shared out.
func (s *subscription) leasePrefix() string         { return "feed/" + s.group + "/" }
func (s *subscription) memberPrefix() string        { return s.leasePrefix() + "member/" }
func (s *subscription) lanePrefix() string          { return s.leasePrefix() + "lane/" }
func (s *subscription) laneLease(number int) string { return s.lanePrefix() + strconv.Itoa(number) }

// renew renews the membership and the leases of all lanes that are old enough. A lease that cannot be
// renewed because the store fails is tried again next time; the lane's own clock ends it if need be.
func (s *subscription) renew() {
	if s.member.Name == "" || time.Since(s.memberRenewed) >= s.config.RenewInterval {
		now := time.Now()
		lease, _, err := s.store.Acquire(s.ctx, s.memberPrefix()+s.holder, s.holder, now, s.config.LeaseTTL)
		if err != nil {
			s.trouble("registering as a holder", err)
		} else {
			s.member, s.memberRenewed = lease, now
		}
	}
	for _, l := range s.held() {
		if l.ctx.Err() != nil || time.Since(l.renewed) < s.config.RenewInterval {
			continue
		}
		now := time.Now()
		lease, ok, err := s.store.Acquire(s.ctx, l.lease.Name, s.holder, now, s.config.LeaseTTL)
		switch {
		case err != nil:
			s.trouble("renewing a lane", err)
		case !ok || lease.Token != l.lease.Token:
			l.cancel(eventsourcing.ErrFenced)
		default:
			l.renewed = now
			l.expiry.Reset(time.Until(now.Add(s.config.LeaseTTL)))
		}
	}
}

// balance takes free lanes, or gives up surplus ones, so that each holder has at most its share.
func (s *subscription) balance() {
	now := time.Now()
	held, err := s.store.Held(s.ctx, s.leasePrefix(), now)
	if err != nil {
		s.trouble("looking at the leases", err)
		return
	}
	members, taken := 1, make([]bool, len(s.lanes))
	for _, lease := range held {
		switch {
		case lease.Holder == s.holder:
		case strings.HasPrefix(lease.Name, s.memberPrefix()):
			members++
		case strings.HasPrefix(lease.Name, s.lanePrefix()):
			number, err := strconv.Atoi(strings.TrimPrefix(lease.Name, s.lanePrefix()))
			if err == nil && number < len(taken) {
				taken[number] = true
			}
		}
	}
	share := (len(s.lanes) + members - 1) / members
	for _, l := range s.held() {
		switch {
		case l.isDraining():
		case share == 0:
			l.drain()
		default:
			share--
		}
	}
	s.take(taken, share)
}

// take acquires up to count lanes that are free, and begins to work them where the group has left
// them. What the group has left is read after the leases are held: nobody else can change it then.
func (s *subscription) take(taken []bool, count int) {
	var leases []eventsourcing.Lease
	now := time.Now()
	for number := 0; number < len(s.lanes) && len(leases) < count; number++ {
		if taken[number] || s.lanes[number] != nil {
			continue
		}
		lease, ok, err := s.store.Acquire(s.ctx, s.laneLease(number), s.holder, now, s.config.LeaseTTL)
		if err != nil {
			s.trouble("taking a lane", err)
			break
		}
		if ok {
			leases = append(leases, lease)
		}
	}
	if len(leases) == 0 {
		return
	}
	if err := s.begin(leases, now); err != nil {
		s.trouble("taking over lanes", err)
		ctx, cancel := s.afterEnd()
		defer cancel()
		for _, lease := range leases {
			s.release(ctx, lease)
		}
	}
}

func (s *subscription) begin(leases []eventsourcing.Lease, acquired time.Time) error {
	checkpoints, err := s.store.Checkpoints(s.ctx, s.group)
	if err != nil {
		return err
	}
	if err := s.config.sameLanes(s.topic, checkpoints); err != nil {
		s.stop(err)
		return fmt.Errorf("feed: the subscription ends: %w", err)
	}
	parked, err := s.store.Parked(s.ctx, s.group)
	if err != nil {
		return err
	}
	start := make([]int64, len(s.lanes))
	for _, checkpoint := range checkpoints {
		start[checkpoint.Lane] = checkpoint.Position
	}
	for _, lease := range leases {
		number, err := strconv.Atoi(strings.TrimPrefix(lease.Name, s.lanePrefix()))
		if err != nil {
			return err
		}
		l := newLane(s, number, lease, acquired, start[number])
		for _, p := range parked {
			if laneOf(p.Stream, len(s.lanes)) == number {
				l.parked[p.Stream] = p
			}
		}
		l.parkings.Store(int64(len(l.parked)))
		s.working.Go(l.run)
		s.setLane(number, l)
	}
	return nil
}
