package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

type parking struct {
	byGroup  map[string]map[eventsourcing.Stream]eventsourcing.Parked
	byStream map[eventsourcing.Stream]int
}

func newParking() parking {
	return parking{
		byGroup:  map[string]map[eventsourcing.Stream]eventsourcing.Parked{},
		byStream: map[eventsourcing.Stream]int{},
	}
}

// Park implements [eventsourcing.Parking].
func (s *Store) Park(ctx context.Context, parked eventsourcing.Parked, fence eventsourcing.Fence) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return err
	}
	if err := s.check(fence); err != nil {
		return err
	}
	group := s.parking.byGroup[parked.Group]
	if group == nil {
		group = map[eventsourcing.Stream]eventsourcing.Parked{}
		s.parking.byGroup[parked.Group] = group
	}
	if _, already := group[parked.Stream]; !already {
		s.parking.byStream[parked.Stream]++
	}
	parked.Since = kept(parked.Since)
	group[parked.Stream] = parked
	return nil
}

// Parked implements [eventsourcing.Parking].
func (s *Store) Parked(ctx context.Context, group string) ([]eventsourcing.Parked, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	return slices.SortedFunc(maps.Values(s.parking.byGroup[group]), func(a, b eventsourcing.Parked) int {
		return cmp.Compare(a.Position, b.Position)
	}), nil
}

// Unpark implements [eventsourcing.Parking].
func (s *Store) Unpark(ctx context.Context, group string, stream eventsourcing.Stream, fence eventsourcing.Fence) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return err
	}
	if err := s.check(fence); err != nil {
		return err
	}
	if _, parked := s.parking.byGroup[group][stream]; !parked {
		return nil
	}
	delete(s.parking.byGroup[group], stream)
	if s.parking.byStream[stream]--; s.parking.byStream[stream] == 0 {
		delete(s.parking.byStream, stream)
	}
	return nil
}

// Instruct implements [eventsourcing.Parking].
func (s *Store) Instruct(ctx context.Context, group string, stream eventsourcing.Stream, order eventsourcing.ParkingOrder) (ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return false, err
	}
	parked, ok := s.parking.byGroup[group][stream]
	if !ok {
		return false, nil
	}
	parked.Order = order
	s.parking.byGroup[group][stream] = parked
	return true, nil
}
