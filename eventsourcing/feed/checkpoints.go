package feed

import (
	"context"
	"errors"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// saveAll saves the progress of all lanes.
func (s *subscription) saveAll() {
	if err := s.save(s.ctx, s.held()...); err != nil {
		s.trouble("saving checkpoints", err)
	}
}

// save keeps the positions of the lanes that have moved, in one call. If a lease among them is lost,
// that lane ends and the others are saved one by one.
func (s *subscription) save(ctx context.Context, lanes ...*lane) error {
	s.saving.Lock()
	defer s.saving.Unlock()
	var moved []*lane
	var checkpoints []eventsourcing.Checkpoint
	for _, l := range lanes {
		if checkpoint := l.checkpoint(); checkpoint.Position > l.saved {
			moved, checkpoints = append(moved, l), append(checkpoints, checkpoint)
		}
	}
	if len(moved) == 0 {
		return nil
	}
	err := s.store.SaveCheckpoints(ctx, s.group, checkpoints...)
	if !errors.Is(err, eventsourcing.ErrFenced) || len(moved) == 1 {
		return settle(err, moved, checkpoints)
	}
	var failed []error
	for i, l := range moved {
		err := s.store.SaveCheckpoints(ctx, s.group, checkpoints[i])
		failed = append(failed, settle(err, []*lane{l}, checkpoints[i:i+1]))
	}
	return errors.Join(failed...)
}

// settle notes what was saved, or ends the lane that turned out to be lost.
func settle(err error, moved []*lane, checkpoints []eventsourcing.Checkpoint) error {
	for i, l := range moved {
		switch {
		case err == nil:
			l.saved = checkpoints[i].Position
		case errors.Is(err, eventsourcing.ErrFenced):
			l.cancel(err)
		}
	}
	return err
}
