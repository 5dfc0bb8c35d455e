package eventsourcing

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"
)

// TimerHandler does what a timer is for. It is called at least once after the timer is due, and must
// decide by the aggregate's state, which may have moved on. On success the timer is gone, unless the
// handler set it anew; on error, or panic, it fires again later. It must end when its context does:
// the lease is lost then, or the process stops.
type TimerHandler func(ctx context.Context, timer Timer) error

// Alarm fires the timers of a store. Of several alarms over one store, in any process, one works at a
// time; should that one vanish, another takes over when its lease has expired.
type Alarm struct {
	store    Store
	holder   string
	handlers map[alarmKey]TimerHandler
	policy   AlarmPolicy
	logger   *slog.Logger
}

// AlarmPolicy holds the figures of an [Alarm]; a field that is not positive means its default.
type AlarmPolicy struct {
	// Poll is the longest time between two looks at the store, so the most that a timer is late: 1 s.
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
	p.Poll = orDefault(p.Poll, time.Second)
	p.Lease = orDefault(p.Lease, 15*time.Second)
	p.Batch = orDefault(p.Batch, 100)
	p.Workers = orDefault(p.Workers, 8)
	p.Backoff = orDefault(p.Backoff, time.Second)
	p.LongestBackoff = orDefault(p.LongestBackoff, 5*time.Minute)
	return p
}

type alarmKey struct{ category, name string }

// NewAlarm returns an alarm over the store. The holder names it among all alarms over that store, in
// this process and others: no two may have one name. Without a logger it logs to slog.Default.
func NewAlarm(store Store, holder string, policy AlarmPolicy, logger *slog.Logger) *Alarm {
	return &Alarm{
		store: store, holder: holder, handlers: map[alarmKey]TimerHandler{},
		policy: policy.withDefaults(), logger: cmp.Or(logger, slog.Default()),
	}
}

// Handle makes the handler responsible for timers of that name on streams of that category, in place
// of an earlier one. Call it before Run.
func (a *Alarm) Handle(category, name string, handler TimerHandler) {
	a.handlers[alarmKey{category, name}] = handler
}

// Run fires timers until the context is done, and returns nil then. Trouble with the store is logged
// and waited out, only [ErrClosed] is returned. Call it once at a time.
func (a *Alarm) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := a.turn(ctx)
		if errors.Is(err, ErrClosed) {
			return err
		}
		if err != nil && ctx.Err() == nil {
			a.trouble(ctx, err)
		}
		_ = wait(ctx, a.policy.Poll)
	}
	return nil
}

func (a *Alarm) trouble(ctx context.Context, err error) {
	a.logger.ErrorContext(ctx, "timers are not fired at present", "error", err)
}
