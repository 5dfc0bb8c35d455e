package feed

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Names of leases: "feed/<group>/<topic>/lane/<number>" gives the right to work a lane,
// "feed/<group>/<topic>/member/<holder>" makes a holder count when lanes are shared out.
func (s *subscription) leasePrefix() string  { return "feed/" + s.group + "/" }
func (s *subscription) memberPrefix() string { return s.leasePrefix() + "member/" }
func (s *subscription) lanePrefix() string   { return s.leasePrefix() + "lane/" }

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
	together(s.held(), func(l *lane) {
		if l.ctx.Err() != nil || time.Since(l.renewed) < s.config.RenewInterval {
			return
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
	})
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
	var got []eventsourcing.Lease
	now := time.Now()
	for len(got) < count {
		var free []int
		for number := range s.lanes {
			if len(free) < count-len(got) && !taken[number] && s.lanes[number] == nil {
				free, taken[number] = append(free, number), true
			}
		}
		if len(free) == 0 {
			break
		}
		got = append(got, s.acquire(free, now)...)
	}
	if len(got) == 0 {
		return
	}
	if err := s.begin(got, now); err != nil {
		s.trouble("taking over lanes", err)
		ctx, cancel := s.afterEnd()
		defer cancel()
		together(got, func(lease eventsourcing.Lease) { s.release(ctx, lease) })
	}
}

// acquire returns the leases of those lanes that really were free.
func (s *subscription) acquire(numbers []int, now time.Time) []eventsourcing.Lease {
	var mu sync.Mutex
	var got []eventsourcing.Lease
	together(numbers, func(number int) {
		lease, ok, err := s.store.Acquire(s.ctx, s.lanePrefix()+strconv.Itoa(number), s.holder, now, s.config.LeaseTTL)
		if err != nil {
			s.trouble("taking a lane", err)
		}
		if ok {
			mu.Lock()
			got = append(got, lease)
			mu.Unlock()
		}
	})
	return got
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

// together makes the calls side by side and waits for them: a store that commits in groups then
// answers all of them with one write to the disk.
func together[T any](items []T, call func(T)) {
	var calls sync.WaitGroup
	for _, item := range items {
		calls.Go(func() { call(item) })
	}
	calls.Wait()
}
