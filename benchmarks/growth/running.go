package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/kabinet-go/kabinet"
)

// whileRunning does work beside running portals, and ends when one of them does.
func whileRunning(ctx context.Context, portal *kabinet.Kabinet, work func(ctx context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var failed error
	var running sync.WaitGroup
	running.Go(func() {
		defer stop() // nobody waits for messages that never come
		failed = portal.Run(ctx)
	})
	err := work(ctx)
	stop()
	running.Wait()
	return errors.Join(err, failed)
}

// sideBySide shares out the numbers below n.
func sideBySide(n, workers int, do func(i int) error) error {
	errs := make([]error, workers)
	var next atomic.Int64
	var working sync.WaitGroup
	for worker := range workers {
		working.Go(func() {
			for i := next.Add(1) - 1; i < int64(n) && errs[worker] == nil; i = next.Add(1) - 1 {
				errs[worker] = do(int(i))
			}
		})
	}
	working.Wait()
	return errors.Join(errs...)
}
