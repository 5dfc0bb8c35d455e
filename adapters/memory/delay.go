package memory

import (
	"context"
	"time"
)

// linger takes as long as a call that plays somebody slow, and returns the context's error when that has ended.
func linger(ctx context.Context, delay time.Duration) error {
	if delay > 0 {
		timer := time.NewTimer(delay)
		defer timer.Stop()
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
	}
	return ctx.Err()
}
