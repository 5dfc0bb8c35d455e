package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Checkpoints implements [eventsourcing.Checkpoints].
func (s *Store) Checkpoints(ctx context.Context, group string) ([]eventsourcing.Checkpoint, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	return slices.SortedFunc(maps.Values(s.checkpoints[group]), func(a, b eventsourcing.Checkpoint) int {
		return cmp.Compare(a.Lane, b.Lane)
	}), nil
}

// SaveCheckpoints implements [eventsourcing.Checkpoints].
func (s *Store) SaveCheckpoints(ctx context.Context, group string, checkpoints ...eventsourcing.Checkpoint) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return err
	}
	for _, checkpoint := range checkpoints {
		if err := s.check(checkpoint.Fence); err != nil {
			return err
		}
	}
	lanes := s.checkpoints[group]
	if lanes == nil {
		lanes = map[int]eventsourcing.Checkpoint{}
		s.checkpoints[group] = lanes
	}
	for _, checkpoint := range checkpoints {
		checkpoint.Fence = eventsourcing.Fence{}
		lanes[checkpoint.Lane] = checkpoint
	}
	return nil
}
