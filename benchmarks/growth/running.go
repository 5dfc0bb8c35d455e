package main

import (
	"errors"
	"sync"
	"sync/atomic"
)

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
