package main

import (
	"context"
	"errors"
	"sync"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// filling is a store that is filled with what has been reacted to already. It learns from whoever runs over it
// which groups there are.
type filling struct {
	es.Store
	// end is the position of the last event.
	end int64
	// peopled: those who are to fall due are there. rings counts how often they did.
	peopled bool
	rings   int

	mu    sync.Mutex
	lanes map[string]int
}

// SaveCheckpoints implements eventsourcing.Checkpoints.
func (f *filling) SaveCheckpoints(ctx context.Context, group string, checkpoints ...es.Checkpoint) error {
	f.mu.Lock()
	for _, checkpoint := range checkpoints {
		f.lanes[group] = checkpoint.Lanes
	}
	f.mu.Unlock()
	return f.Store.SaveCheckpoints(ctx, group, checkpoints...)
}

// catchUp has every group begin at the end.
func (f *filling) catchUp(ctx context.Context) (err error) {
	lease, ok, err := f.Acquire(ctx, "benchmark", "benchmark", time.Now(), time.Minute)
	if err != nil || !ok {
		return errors.Join(err, errors.New("somebody else fills this store"))
	}
	defer func() { err = errors.Join(err, f.Release(ctx, lease)) }()
	fence := es.Fence{Lease: lease.Name, Token: lease.Token}
	for group, lanes := range f.lanes {
		checkpoints := make([]es.Checkpoint, lanes)
		for lane := range checkpoints {
			checkpoints[lane] = es.Checkpoint{Lane: lane, Lanes: lanes, Position: f.end, Fence: fence}
		}
		if err := f.Store.SaveCheckpoints(ctx, group, checkpoints...); err != nil {
			return err
		}
	}
	return nil
}
