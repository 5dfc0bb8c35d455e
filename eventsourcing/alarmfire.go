package eventsourcing

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"
)

// firing is the timers whose handlers run at present.
type firing struct {
	busy     map[TimerKey]bool
	finished chan TimerKey
}

// fireDue fires what is due until the context is done. One handler that takes long holds up nothing as
// long as there are workers.
func (a *Alarm) fireDue(ctx context.Context) error {
	now := firing{busy: map[TimerKey]bool{}, finished: make(chan TimerKey, a.policy.Workers)}
	defer now.drain()
	for ctx.Err() == nil {
		pause, err := a.round(ctx, &now)
		if errors.Is(err, ErrClosed) {
			return err
		}
		if err != nil && ctx.Err() == nil {
			a.trouble(ctx, err)
		}
		now.rest(ctx, pause)
	}
	return nil
}

// round fires what is due and returns how long there will be nothing more to do. It looks ahead by one
// poll, so it knows what falls due before the next look.
func (a *Alarm) round(ctx context.Context, now *firing) (pause time.Duration, err error) {
	timers, err := a.store.Due(ctx, time.Now().Add(a.policy.Poll), a.policy.Batch+len(now.busy))
	if err != nil {
		return a.policy.Poll, err
	}
	timers = slices.DeleteFunc(timers, func(timer Timer) bool { return now.busy[timer.TimerKey] })
	for _, timer := range timers {
		if left := time.Until(timer.Due); left > 0 {
			return min(left, a.policy.Poll), nil
		}
		if !now.reserve(ctx, timer.TimerKey, a.policy.Workers) {
			return 0, nil
		}
		go func() {
			a.fire(ctx, timer)
			now.finished <- timer.TimerKey
		}()
	}
	if len(timers) >= a.policy.Batch {
		return 0, nil
	}
	return a.policy.Poll, nil
}

// reserve waits for a free worker; it is false when the context is done first.
func (f *firing) reserve(ctx context.Context, key TimerKey, workers int) bool {
	for len(f.busy) >= workers {
		select {
		case <-ctx.Done():
			return false
		case done := <-f.finished:
			delete(f.busy, done)
		}
	}
	f.busy[key] = true
	return true
}

func (f *firing) rest(ctx context.Context, pause time.Duration) {
	if pause <= 0 {
		return
	}
	over := time.NewTimer(pause)
	defer over.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-over.C:
			return
		case done := <-f.finished:
			delete(f.busy, done)
		}
	}
}

func (f *firing) drain() {
	for len(f.busy) > 0 {
		delete(f.busy, <-f.finished)
	}
}

// fire runs the handler and settles the timer, unless the handler did. What it finished is settled also when the
// context ended meanwhile; what it broke off fires again as it is.
func (a *Alarm) fire(ctx context.Context, timer Timer) {
	ringing, heard := withRinging(ctx, timer)
	err := a.handle(ringing, timer)
	if err != nil && ctx.Err() != nil || err == nil && heard.moved.Load() {
		return
	}
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.policy.Lease)
	defer cancel()
	if err == nil {
		_, err = a.store.Done(settling, timer)
	} else {
		a.logger.ErrorContext(ctx, "a timer failed and will fire again",
			"stream", timer.Stream, "timer", timer.Name, "attempt", timer.Attempt+1, "error", err)
		_, err = a.store.Postpone(settling, timer, time.Now().Add(a.backoff(timer.Attempt)))
	}
	if err != nil {
		a.logger.ErrorContext(ctx, "a timer that fired could not be settled and will fire again",
			"stream", timer.Stream, "timer", timer.Name, "error", err)
	}
}

func (a *Alarm) handle(ctx context.Context, timer Timer) (err error) {
	handler := a.handlers[alarmKey{timer.Stream.Category, timer.Name}]
	if handler == nil {
		return fmt.Errorf("eventsourcing: no handler for timer %q of %s", timer.Name, timer.Stream.Category)
	}
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("eventsourcing: the handler panicked: %v\n%s", cause, debug.Stack())
		}
	}()
	return handler(ctx, timer)
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
