package eventsourcing

import (
	"context"
	"sync/atomic"
	"time"
)

// ringing is a timer whose handler runs. It hears of what the handler commits, so that a timer that was set anew or
// cancelled need not be settled by another write.
type ringing struct {
	timer Timer
	moved atomic.Bool
}

type ringingKey struct{}

func withRinging(ctx context.Context, timer Timer) (context.Context, *ringing) {
	r := &ringing{timer: timer}
	return context.WithValue(ctx, ringingKey{}, r), r
}

// hearCommit tells the timer that rings, if one does, of what was committed under the context.
func hearCommit(ctx context.Context, batch *Batch) {
	if r, ok := ctx.Value(ringingKey{}).(*ringing); ok {
		r.hear(batch)
	}
}

// hear goes by the order of an append: what it sets counts after what it cancels. Stores keep microseconds.
func (r *ringing) hear(batch *Batch) {
	for _, key := range batch.Cancels {
		if key == r.timer.TimerKey {
			r.moved.Store(true)
		}
	}
	for _, timer := range batch.Timers {
		if timer.TimerKey == r.timer.TimerKey {
			r.moved.Store(!timer.Due.Truncate(time.Microsecond).Equal(r.timer.Due.Truncate(time.Microsecond)))
		}
	}
}
