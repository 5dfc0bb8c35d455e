package stock

import (
	"context"
	"maps"
	"slices"
	"sync"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Notebook is a store that takes down what was appended to it.
type Notebook struct {
	es.Store
	mu      sync.Mutex
	batches []es.Batch
}

// Append implements eventsourcing.Appender.
func (n *Notebook) Append(ctx context.Context, batch es.Batch) (int64, error) {
	n.mu.Lock() // so that the order is that of the store
	defer n.mu.Unlock()
	last, err := n.Store.Append(ctx, batch)
	if err == nil {
		n.batches = append(n.batches, batch)
	}
	return last, err
}

// Sum is the one batch that leaves a store as all of them did, one after another.
func (n *Notebook) Sum() es.Batch {
	var sum es.Batch
	begun := map[es.Stream]int{}
	claims, timers := map[es.ClaimKey]es.Claim{}, map[es.TimerKey]es.Timer{}
	for _, batch := range n.batches {
		sum.Now = batch.Now
		for _, add := range batch.Streams {
			at, known := begun[add.Stream]
			if !known {
				at = len(sum.Streams)
				begun[add.Stream] = at
				sum.Streams = append(sum.Streams, es.Append{Stream: add.Stream, Expected: add.Expected})
			}
			sum.Streams[at].Records = append(sum.Streams[at].Records, add.Records...)
		}
		for _, claim := range batch.Releases {
			delete(claims, claim.ClaimKey)
		}
		for _, claim := range batch.Claims {
			claims[claim.ClaimKey] = claim
		}
		sum.Keys = append(sum.Keys, batch.Keys...)
		for _, key := range batch.Cancels {
			delete(timers, key)
		}
		for _, timer := range batch.Timers {
			timers[timer.TimerKey] = timer
		}
	}
	sum.Claims = slices.Collect(maps.Values(claims))
	sum.Timers = slices.Collect(maps.Values(timers))
	return sum
}

// Batches are what was taken down, in the order of the store.
func (n *Notebook) Batches() []es.Batch {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.batches)
}
