package eventsourcing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// TimerHandler does what a timer is for. It is called at least once after the timer is due, and must
// decide by the aggregate's state, which may have moved on. On success the timer is gone, unless the
// handler set it anew; on error it fires again later.
type TimerHandler func(ctx context.Context, timer Timer) error

// Alarm fires the timers of a store. Of several alarms over one store, in any process, one works at a
// time.
type Alarm struct {
	store    Store
	holder   string
	handlers map[alarmKey]TimerHandler
	policy   AlarmPolicy
	logger   *slog.Logger
}

// AlarmPolicy holds the figures of an [Alarm]; a zero field means its default.
type AlarmPolicy struct {
	// Poll is the longest time between two looks at the store: 1 s.
	Poll time.Duration
	// Lease is for how long an alarm owns the work without renewing: 15 s.
	Lease time.Duration
	// Batch is how many timers are taken at once, Workers how many of them run side by side: 100, 8.
	Batch, Workers int
	// Backoff is the wait after the first failure of a timer, doubled with each further one up to
	// LongestBackoff: 1 s, 5 min.
	Backoff, LongestBackoff time.Duration
}

func (p AlarmPolicy) withDefaults() AlarmPolicy {
	p.Poll = cmp.Or(p.Poll, time.Second)
	p.Lease = cmp.Or(p.Lease, 15*time.Second)
	p.Batch = cmp.Or(p.Batch, 100)
	p.Workers = cmp.Or(p.Workers, 8)
	p.Backoff = cmp.Or(p.Backoff, time.Second)
	p.LongestBackoff = cmp.Or(p.LongestBackoff, 5*time.Minute)
	return p
}

type alarmKey struct{ category, name string }

// NewAlarm returns an alarm over the store; holder names this process among others.
func NewAlarm(store Store, holder string, policy AlarmPolicy, logger *slog.Logger) *Alarm {
	return &Alarm{
		store: store, holder: holder, handlers: map[alarmKey]TimerHandler{},
		policy: policy.withDefaults(), logger: logger,
	}
}

// Handle makes the handler responsible for timers of that name on streams of that category. Call it
// before Run.
func (a *Alarm) Handle(category, name string, handler TimerHandler) {
	a.handlers[alarmKey{category, name}] = handler
}

const alarmLease = "alarm"

// Run fires timers until the context is done, and returns nil then. Trouble with the store is logged
// and waited out.
func (a *Alarm) Run(ctx context.Context) error {
	var lease Lease
	defer func() { _ = a.store.Release(context.WithoutCancel(ctx), lease) }()
	for ctx.Err() == nil {
		pause, err := a.round(ctx, &lease)
		if errors.Is(err, ErrClosed) {
			return err
		}
		if err != nil && ctx.Err() == nil {
			a.logger.ErrorContext(ctx, "timers are not fired at present", "error", err)
			pause = a.policy.Poll
		}
		_ = wait(ctx, pause)
	}
	return nil
}

// round fires what is due and returns how long nothing will be.
func (a *Alarm) round(ctx context.Context, lease *Lease) (time.Duration, error) {
	mine, err := a.hold(ctx, lease)
	if err != nil || !mine {
		return a.policy.Poll, err
	}
	due, err := a.store.Due(ctx, time.Now(), a.policy.Batch)
	if err != nil {
		return 0, err
	}
	if len(due) > 0 {
		return 0, a.fireAll(ctx, due)
	}
	next, ok, err := a.store.NextDue(ctx)
	if err != nil || !ok {
		return a.policy.Poll, err
	}
	return min(max(time.Until(next), 0), a.policy.Poll), nil
}

// hold renews the lease when half of its time is over.
func (a *Alarm) hold(ctx context.Context, lease *Lease) (mine bool, err error) {
	now := time.Now()
	if now.Add(a.policy.Lease / 2).Before(lease.Expires) {
		return true, nil
	}
	held, mine, err := a.store.Acquire(ctx, alarmLease, a.holder, now, a.policy.Lease)
	if mine {
		*lease = held
	}
	return mine, err
}

func (a *Alarm) fireAll(ctx context.Context, due []Timer) error {
	var working sync.WaitGroup
	errs := make([]error, len(due))
	places := make(chan struct{}, a.policy.Workers)
	for i, timer := range due {
		places <- struct{}{}
		working.Go(func() {
			defer func() { <-places }()
			errs[i] = a.fire(ctx, timer)
		})
	}
	working.Wait()
	return errors.Join(errs...)
}

func (a *Alarm) fire(ctx context.Context, timer Timer) error {
	handler := a.handlers[alarmKey{timer.Stream.Category, timer.Name}]
	err := fmt.Errorf("eventsourcing: no handler for timer %q of %s", timer.Name, timer.Stream.Category)
	if handler != nil {
		err = handler(ctx, timer)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		a.logger.ErrorContext(ctx, "a timer failed and will fire again",
			"stream", timer.Stream, "timer", timer.Name, "attempt", timer.Attempt+1, "error", err)
		_, err = a.store.Postpone(ctx, timer, time.Now().Add(a.backoff(timer.Attempt)))
		return err
	}
	_, err = a.store.Done(ctx, timer)
	return err
}

func (a *Alarm) backoff(failures int) time.Duration {
	pause := a.policy.Backoff
	for range failures {
		if pause >= a.policy.LongestBackoff {
			break
		}
		pause *= 2
	}
	return min(pause, a.policy.LongestBackoff)
}
