package main

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// subject keeps accounts: a floor or the kernel, over one store. All but fill and close are safe for
// concurrent use.
type subject interface {
	// fill begins streams with some events each, in one append.
	fill(ctx context.Context, ids []string, events int) error
	// create begins a stream with some events in one append.
	create(ctx context.Context, id string, events int) error
	// amend loads a stream and appends one event.
	amend(ctx context.Context, id string) error
	// load brings a stream to its state.
	load(ctx context.Context, id string) (state, error)
	// readLog decodes all events of the store in their order and counts them; what is sealed stays so.
	readLog(ctx context.Context) (int, error)
	// openLog does so and has the personal parts in clear.
	openLog(ctx context.Context) (int, error)
	close() error
}

// workload is what a subject does over and over, each operation with a number of its own.
type workload[S subject] struct {
	ops int
	// writers work side by side; one if zero.
	writers int
	// events share one operation, and its time; one if zero.
	events int
	// prepare is called before each measurement, for so many operations from the number first on; nil
	// where nothing is to be prepared.
	prepare func(ctx context.Context, s S, first, count int) error
	do      func(ctx context.Context, s S, i int) error
}

// on makes a contender of a subject.
func (w workload[S]) on(k *kept[S]) contender {
	first, writers := 0, max(1, w.writers)
	return func(ctx context.Context) (time.Duration, error) {
		s, fresh, err := k.get(ctx)
		if err != nil {
			return 0, err
		}
		if fresh {
			first = 0
		}
		if w.prepare != nil {
			if err := w.prepare(ctx, s, first, writers+w.ops); err != nil {
				return 0, err
			}
		}
		next := func(i int) error { return w.do(ctx, s, first+i) }
		// Those who come first open connections and prepare statements.
		if err := sideBySide(writers, writers, next); err != nil {
			return 0, err
		}
		first += writers
		each, err := timed(w.ops, writers, next)
		first += w.ops
		return each / time.Duration(max(1, w.events)), err
	}
}

// timed does something n times and returns the time for each, as one who waits for all of them sees it.
func timed(n, writers int, do func(i int) error) (each time.Duration, err error) {
	runtime.GC() // so that nobody pays for the garbage of the one before
	started := time.Now()
	err = sideBySide(n, writers, do)
	return time.Since(started) / time.Duration(n), err
}

// sideBySide shares out the numbers below n.
func sideBySide(n, writers int, do func(i int) error) error {
	errs := make([]error, writers)
	var next atomic.Int64
	var working sync.WaitGroup
	for writer := range writers {
		working.Go(func() {
			for i := next.Add(1) - 1; i < int64(n) && errs[writer] == nil; i = next.Add(1) - 1 {
				errs[writer] = do(int(i))
			}
		})
	}
	working.Wait()
	return errors.Join(errs...)
}

// fill begins so many streams from the number first on, in appends of a moderate size.
func fill(ctx context.Context, s subject, first, count, events int) error {
	const most = 100
	for end := first + count; first < end; first += most {
		ids := make([]string, min(most, end-first))
		for i := range ids {
			ids[i] = streamID(first + i)
		}
		if err := s.fill(ctx, ids, events); err != nil {
			return err
		}
	}
	return nil
}
