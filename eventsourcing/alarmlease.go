package eventsourcing

import (
	"context"
	"sync"
	"time"
)

const alarmLease = "alarm"

// turn takes the lease, if nobody else has it, and fires timers as long as it is held.
func (a *Alarm) turn(ctx context.Context) error {
	until := time.Now().Add(a.policy.Lease)
	trying, cancel := context.WithDeadline(ctx, until) // a silent store never answers
	lease, mine, err := a.acquire(trying)
	cancel()
	if err != nil || !mine {
		return err
	}
	held, lose := context.WithCancel(ctx)
	var keeper sync.WaitGroup
	keeper.Go(func() {
		defer lose()
		a.keep(held, until)
	})
	err = a.fireDue(held)
	lose()
	keeper.Wait()
	// When the database does not answer within the lease, the lease ends by itself.
	giveBack, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.policy.Lease)
	defer cancel()
	_ = a.store.Release(giveBack, lease)
	return err
}

// keep renews the lease, also while handlers take their time, and returns when it is lost. It goes by
// its own clock, since that of the database may be another.
func (a *Alarm) keep(ctx context.Context, until time.Time) {
	for wait(ctx, a.policy.Lease/3) == nil {
		renewed := time.Now().Add(a.policy.Lease)
		trying, cancel := context.WithDeadline(ctx, until)
		_, mine, err := a.acquire(trying)
		cancel()
		switch {
		case mine:
			until = renewed
		case err == nil || !time.Now().Before(until):
			a.logger.WarnContext(ctx, "the lease for firing timers is lost", "error", err)
			return
		}
	}
}

func (a *Alarm) acquire(ctx context.Context) (lease Lease, mine bool, err error) {
	lease, mine, err = a.store.Acquire(ctx, alarmLease, a.holder, time.Now(), a.policy.Lease)
	return lease, mine && err == nil, err
}
