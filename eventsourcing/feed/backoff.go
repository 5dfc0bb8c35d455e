package feed

import (
	"context"
	"time"
)

// Backoff says how long to wait after the given number of failures in a row, from 1. A result of zero
// or less means at once. It must be safe for concurrent use.
type Backoff func(failures int) time.Duration

// Exponential waits first after the first failure and twice as long after each further one, up to
// longest. Exponential(0, 0) never waits.
func Exponential(first, longest time.Duration) Backoff {
	return func(failures int) time.Duration {
		pause := min(first, longest)
		for ; failures > 1 && 0 < pause && pause < longest; failures-- {
			if pause > longest/2 {
				return longest
			}
			pause *= 2
		}
		return max(pause, 0)
	}
}

// wait returns false when one of the ends came before the pause was over.
func wait(ctx context.Context, pause time.Duration, end <-chan struct{}) bool {
	if pause <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	case <-end:
		return false
	}
}
