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

// workload is what a subject does over and over.
type workload[S subject] struct {
	ops int
	// writers work side by side; one if zero.
	writers int
	// events share one operation, and its time; one if zero.
	events  int
	prepare func(ctx context.Context, s S) error
	do      func(ctx context.Context, s S, i int) error
}

// on makes a contender of a subject: each measurement has one of its own.
func (w workload[S]) on(open func(context.Context) (S, error)) contender {
	return func(ctx context.Context) (_ time.Duration, err error) {
		s, err := open(ctx)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, s.close()) }()
		if w.prepare != nil {
			if err := w.prepare(ctx, s); err != nil {
				return 0, err
			}
		}
		each, err := timed(w.ops, max(1, w.writers), func(i int) error { return w.do(ctx, s, i) })
		return each / time.Duration(max(1, w.events)), err
	}
}

// anySubject lets a workload that asks for no more than a subject have one.
func anySubject[S subject](open func(context.Context) (S, error)) func(context.Context) (subject, error) {
	return func(ctx context.Context) (subject, error) { return open(ctx) }
}

// timed does something n times and returns the time for each, as one who waits for all of them sees it.
func timed(n, writers int, do func(i int) error) (each time.Duration, err error) {
	errs := make([]error, writers)
	var next atomic.Int64
	var working sync.WaitGroup
	runtime.GC() // so that nobody pays for the garbage of the one before
	started := time.Now()
	for writer := range writers {
		working.Go(func() {
			for i := next.Add(1) - 1; i < int64(n) && errs[writer] == nil; i = next.Add(1) - 1 {
				errs[writer] = do(int(i))
			}
		})
	}
	working.Wait()
	return time.Since(started) / time.Duration(n), errors.Join(errs...)
}

// fill begins that many streams in appends of a moderate size.
func fill(ctx context.Context, s subject, streams, events int) error {
	const most = 100
	for first := 0; first < streams; first += most {
		ids := make([]string, min(most, streams-first))
		for i := range ids {
			ids[i] = streamID(first + i)
		}
		if err := s.fill(ctx, ids, events); err != nil {
			return err
		}
	}
	return nil
}
