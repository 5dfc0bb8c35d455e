package feed

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// errNotFounded says that nobody has settled the number of lanes yet.
var errNotFounded = errors.New("feed: the group is not founded yet")

// Names of leases: "feed/<group>/<topic>/lane/<number>" gives the right to work a lane,
// "feed/<group>/<topic>/member/<holder>" makes a holder count when lanes are shared out.
func (s *subscription) leasePrefix() string  { return "feed/" + s.group + "/" }
func (s *subscription) memberPrefix() string { return s.leasePrefix() + "member/" }
func (s *subscription) lanePrefix() string   { return s.leasePrefix() + "lane/" }

// renew renews the membership and the leases of all lanes that are old enough. A lease that cannot be
// renewed because the store fails is tried again next time; the lane's own clock ends it if need be.
func (s *subscription) renew() {
	if s.member.Name == "" || s.ages(s.memberRenewed) {
		now := time.Now()
		lease, _, err := s.store.Acquire(s.ctx, s.memberPrefix()+s.holder, s.holder, now, s.config.LeaseTTL)
		if err != nil {
			s.trouble("registering as a holder", err)
		} else {
			s.member, s.memberRenewed = lease, now
		}
	}
	together(s.held(), func(l *lane) {
		if l.ctx.Err() != nil || !s.ages(l.renewed) {
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

// ages reports whether what was renewed then will be too old when the keeper looks next.
func (s *subscription) ages(renewed time.Time) bool {
	return time.Since(renewed)+s.config.tendInterval() > s.config.RenewInterval
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
	got := make(map[int]eventsourcing.Lease)
	now := time.Now()
	for len(got) < count {
		var free []int
		for number := range s.lanes {
			if len(got)+len(free) < count && !taken[number] && s.lanes[number] == nil {
				free, taken[number] = append(free, number), true
			}
		}
		if len(free) == 0 {
			break
		}
		s.acquire(free, now, got)
	}
	if len(got) == 0 {
		return
	}
	if err := s.begin(got, now); err != nil {
		if !errors.Is(err, errNotFounded) {
			s.trouble("taking over lanes", err)
		}
		ctx, cancel := s.afterEnd()
		defer cancel()
		together(slices.Collect(maps.Values(got)), func(lease eventsourcing.Lease) { s.release(ctx, lease) })
	}
}

// acquire adds to got the leases of those lanes that really were free.
func (s *subscription) acquire(numbers []int, now time.Time, got map[int]eventsourcing.Lease) {
	var mu sync.Mutex
	together(numbers, func(number int) {
		lease, ok, err := s.store.Acquire(s.ctx, s.lanePrefix()+strconv.Itoa(number), s.holder, now, s.config.LeaseTTL)
		if err != nil {
			s.trouble("taking a lane", err)
		}
		if ok {
			mu.Lock()
			got[number] = lease
			mu.Unlock()
		}
	})
}

// begin starts the lanes, or none of them.
func (s *subscription) begin(leases map[int]eventsourcing.Lease, acquired time.Time) error {
	checkpoints, err := s.store.Checkpoints(s.ctx, s.group)
	if err != nil {
		return err
	}
	if len(checkpoints) == 0 {
		if checkpoints, err = s.found(leases[0]); err != nil {
			return err
		}
	}
	if err := s.config.sameLanes(s.topic, checkpoints); err != nil {
		s.logger.Error("the subscription ends", err, nil)
		s.stop(err)
		return err
	}
	parked, err := s.store.Parked(s.ctx, s.group)
	if err != nil {
		return err
	}
	lanes := make(map[int]*lane, len(leases))
	for number, lease := range leases {
		lanes[number] = newLane(s, number, lease, acquired)
	}
	for _, checkpoint := range checkpoints {
		if l := lanes[checkpoint.Lane]; l != nil {
			l.startAt(checkpoint.Position)
		}
	}
	for _, p := range parked {
		if l := lanes[laneOf(p.Stream, len(s.lanes))]; l != nil {
			l.parked[p.Stream] = p
			l.parkings.Add(1)
		}
	}
	for number, l := range lanes {
		s.working.Go(l.run)
		s.setLane(number, l)
	}
	return nil
}

// found settles the number of lanes of a group that has saved nothing yet, by a checkpoint of lane 0 at
// the beginning. Only the holder of that lane may do so; others wait for it, for they might be configured
// otherwise.
func (s *subscription) found(lane0 eventsourcing.Lease) ([]eventsourcing.Checkpoint, error) {
	if lane0.Name == "" {
		return nil, errNotFounded
	}
	first := eventsourcing.Checkpoint{Lanes: len(s.lanes), Fence: eventsourcing.Fence{Lease: lane0.Name, Token: lane0.Token}}
	return []eventsourcing.Checkpoint{first}, s.store.SaveCheckpoints(s.ctx, s.group, first)
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
