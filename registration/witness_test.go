package registration_test

import (
	"context"
	"iter"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// witness is a store that remembers what it was asked and given.
type witness struct {
	*memory.Store
	mu      sync.Mutex
	calls   []string
	batches []es.Batch
}

func newWitness() *witness { return &witness{Store: memory.NewStore()} }

func watched(w *witness) func(*setup) { return func(s *setup) { s.store = w } }

func (w *witness) note(call string, batches ...es.Batch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, call)
	w.batches = append(w.batches, batches...)
}

// since returns what happened after the calls and batches seen before.
func (w *witness) since(calls, batches int) ([]string, []es.Batch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.calls[calls:]...), append([]es.Batch(nil), w.batches[batches:]...)
}

func (w *witness) seen() (calls, batches int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.calls), len(w.batches)
}

func (w *witness) Append(ctx context.Context, batch es.Batch) (int64, error) {
	position, err := w.Store.Append(ctx, batch)
	if err == nil {
		w.note("append", batch)
	}
	return position, err
}

func (w *witness) Load(ctx context.Context, stream es.Stream, after int64) iter.Seq2[es.Record, error] {
	w.note("load " + stream.Category)
	return w.Store.Load(ctx, stream, after)
}

func (w *witness) Owner(ctx context.Context, key es.ClaimKey, now time.Time) (es.Stream, bool, error) {
	w.note("owner of " + key.Kind)
	return w.Store.Owner(ctx, key, now)
}

// interruption lets something happen just before the first append goes through.
type interruption struct {
	es.Store
	once   sync.Once
	before func()
}

func (i *interruption) Append(ctx context.Context, batch es.Batch) (int64, error) {
	i.once.Do(i.before)
	return i.Store.Append(ctx, batch)
}
