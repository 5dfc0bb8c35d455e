package memory

import (
	"context"
	"slices"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Snapshot implements [eventsourcing.Snapshots].
func (s *Store) Snapshot(ctx context.Context, stream eventsourcing.Stream) (snapshot eventsourcing.Snapshot, ok bool, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return eventsourcing.Snapshot{}, false, err
	}
	snapshot, ok = s.snapshots[stream]
	snapshot.Data = slices.Clone(snapshot.Data)
	return snapshot, ok, nil
}

// SaveSnapshot implements [eventsourcing.Snapshots].
func (s *Store) SaveSnapshot(ctx context.Context, snapshot eventsourcing.Snapshot) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return err
	}
	if older, ok := s.snapshots[snapshot.Stream]; ok && older.Version >= snapshot.Version {
		return nil
	}
	snapshot.Data = slices.Clone(snapshot.Data)
	s.snapshots[snapshot.Stream] = snapshot
	return nil
}
