package eventsourcing_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// tower is a store with alarms over it, in virtual time.
type tower struct {
	t     *testing.T
	store es.Store
	start time.Time

	mu    sync.Mutex
	fired []ring
	logs  bytes.Buffer
}

// ring is one firing: of which timer, which time, how long after the start.
type ring struct {
	name    string
	attempt int
	after   time.Duration
}

func inTower(t *testing.T, test func(w *tower)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		test(&tower{t: t, store: memory.NewStore(), start: time.Now()})
	})
}

// set makes timers of the stream "member/7", due so long after the start.
func (w *tower) set(timers map[string]time.Duration) {
	w.t.Helper()
	w.setIn(w.t.Context(), timers)
}

func (w *tower) setIn(ctx context.Context, timers map[string]time.Duration) {
	w.t.Helper()
	var batch es.Batch
	for name, after := range timers {
		batch.Timers = append(batch.Timers, w.timer(name, after))
	}
	_, err := w.store.Append(ctx, batch)
	require.NoError(w.t, err)
}

func (w *tower) timer(name string, after time.Duration) es.Timer {
	return es.Timer{TimerKey: es.TimerKey{Stream: es.Stream{Category: "member", ID: "7"}, Name: name}, Due: w.start.Add(after).UTC()}
}

// alarm makes an alarm whose handlers note that they were called, then do what act says.
func (w *tower) alarm(holder string, act func(ctx context.Context, timer es.Timer) error, names ...string) *es.Alarm {
	return w.alarmOver(w.store, holder, es.AlarmPolicy{}, act, names...)
}

func (w *tower) alarmOver(
	store es.Store, holder string, policy es.AlarmPolicy, act func(ctx context.Context, timer es.Timer) error, names ...string,
) *es.Alarm {
	alarm := es.NewAlarm(store, holder, policy, slog.New(slog.NewTextHandler(&locked{w: w}, nil)))
	for _, name := range names {
		alarm.Handle("member", name, func(ctx context.Context, timer es.Timer) error {
			w.mu.Lock()
			w.fired = append(w.fired, ring{timer.Name, timer.Attempt, time.Since(w.start)})
			w.mu.Unlock()
			if act == nil {
				return nil
			}
			return act(ctx, timer)
		})
	}
	return alarm
}

type locked struct{ w *tower }

func (l *locked) Write(text []byte) (int, error) {
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	return l.w.logs.Write(text)
}

// run runs the alarm in the background until stop is called.
func (w *tower) run(alarm *es.Alarm) (stop func()) {
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- alarm.Run(ctx) }()
	return sync.OnceFunc(func() {
		cancel()
		assert.NoError(w.t, <-ended)
	})
}

// rings gives the firings so far.
func (w *tower) rings() []ring {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]ring(nil), w.fired...)
}

func (w *tower) log() string {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.logs.String()
}

func (w *tower) waiting() int {
	timers, err := w.store.Due(w.t.Context(), time.Now().AddDate(2_000_000, 0, 0), 100_000)
	require.NoError(w.t, err)
	return len(timers)
}

func TestAlarmFiresWhenDueAndNotBefore(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		defer w.run(w.alarm("a", nil, "code", "remind"))()
		w.set(map[string]time.Duration{"code": 300 * time.Second, "remind": 6*time.Hour + 123*time.Microsecond})
		time.Sleep(300*time.Second - time.Nanosecond)
		assert.Empty(t, w.rings())
		time.Sleep(time.Nanosecond)
		assert.Equal(t, []ring{{"code", 0, 300 * time.Second}}, w.rings())
		time.Sleep(7 * time.Hour)
		assert.Equal(t, ring{"remind", 0, 6*time.Hour + 123*time.Microsecond}, w.rings()[1])
		assert.Len(t, w.rings(), 2, "each once")
		assert.Zero(t, w.waiting())
		assert.Empty(t, w.log())
	})
}

func TestAlarmFiresLateWhatFellDueBefore(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		w.set(map[string]time.Duration{"a": time.Second, "b": 2 * time.Second})
		time.Sleep(time.Hour)
		defer w.run(w.alarm("a", nil, "a", "b"))()
		assert.ElementsMatch(t, []ring{{"a", 0, time.Hour}, {"b", 0, time.Hour}}, w.rings())
	})
}

func TestAlarmIsLateByOnePollAtMost(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		defer w.run(w.alarm("a", nil, "soon"))()
		time.Sleep(300 * time.Millisecond)
		w.set(map[string]time.Duration{"soon": 400 * time.Millisecond})
		time.Sleep(time.Minute)
		require.Len(t, w.rings(), 1)
		assert.LessOrEqual(t, w.rings()[0].after, 1400*time.Millisecond)
	})
}

func TestAlarmLeavesAMillionYearsAlone(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		defer w.run(w.alarm("a", nil, "never", "soon"))()
		_, err := w.store.Append(t.Context(), es.Batch{Timers: []es.Timer{{
			TimerKey: es.TimerKey{Stream: es.Stream{Category: "member", ID: "7"}, Name: "never"},
			Due:      time.Now().AddDate(1_000_000, 0, 0),
		}}})
		require.NoError(t, err)
		w.set(map[string]time.Duration{"soon": time.Hour})
		time.Sleep(2 * time.Hour)
		assert.Equal(t, []ring{{"soon", 0, time.Hour}}, w.rings())
		assert.Equal(t, 1, w.waiting())
		assert.Empty(t, w.log())
	})
}

func TestAlarmCancelledTimersDoNotFire(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		defer w.run(w.alarm("a", nil, "x"))()
		w.set(map[string]time.Duration{"x": time.Minute})
		time.Sleep(59 * time.Second)
		_, err := w.store.Append(t.Context(), es.Batch{Cancels: []es.TimerKey{w.timer("x", 0).TimerKey}})
		require.NoError(t, err)
		time.Sleep(time.Hour)
		assert.Empty(t, w.rings())
	})
}

func TestAlarmWorksThroughMoreThanABatch(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		timers := map[string]time.Duration{}
		var names []string
		for i := range 25 {
			names = append(names, fmt.Sprint(i))
			timers[names[i]] = time.Duration(i) * time.Millisecond
		}
		w.set(timers)
		time.Sleep(time.Second)
		var running, most atomic.Int32
		act := func(context.Context, es.Timer) error {
			now := running.Add(1)
			for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
			}
			time.Sleep(time.Second)
			running.Add(-1)
			return nil
		}
		policy := es.AlarmPolicy{Batch: 4, Workers: 3}
		defer w.run(w.alarmOver(w.store, "a", policy, act, names...))()
		time.Sleep(12 * time.Second)
		assert.Len(t, w.rings(), 25, "nine rounds of three, a second each, with at most one poll between")
		assert.EqualValues(t, 3, most.Load())
		assert.Zero(t, w.waiting())
	})
}

func TestAlarmWorksThroughQuickTimersAtOnce(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		timers := map[string]time.Duration{}
		var names []string
		for i := range 25 {
			names = append(names, fmt.Sprint(i))
			timers[names[i]] = 0
		}
		w.set(timers)
		defer w.run(w.alarmOver(w.store, "a", es.AlarmPolicy{Batch: 4}, nil, names...))()
		assert.Len(t, w.rings(), 25)
		assert.Zero(t, time.Since(w.start))
		assert.Empty(t, w.log())
	})
}

func TestAlarmWaitsOutAnOutage(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		store := &cutStore{Store: w.store}
		defer w.run(w.alarmOver(store, "a", es.AlarmPolicy{}, nil, "x"))()
		w.set(map[string]time.Duration{"x": 10 * time.Second})
		time.Sleep(5 * time.Second)
		store.cut.Store(true)
		store.calls.Store(0)
		time.Sleep(10 * time.Minute)
		assert.Empty(t, w.rings())
		assert.Contains(t, w.log(), "timers are not fired at present")
		assert.Contains(t, w.log(), "no route to the database")
		assert.Less(t, int(store.calls.Load()), 700, "it asks about once a second")
		store.cut.Store(false)
		time.Sleep(2 * time.Second)
		assert.Len(t, w.rings(), 1)
		assert.Zero(t, w.waiting())
	})
}

func TestAlarmReturnsWhenTheStoreIsClosed(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		ended := make(chan error, 1)
		go func() { ended <- w.alarm("a", nil).Run(t.Context()) }()
		time.Sleep(time.Minute)
		require.NoError(t, w.store.Close())
		assert.ErrorIs(t, <-ended, es.ErrClosed)
	})
}

func TestAlarmWithFiguresThatAreNone(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		policy := es.AlarmPolicy{Poll: -1, Lease: -1, Batch: -1, Workers: -1, Backoff: -1, LongestBackoff: -1}
		defer w.run(w.alarmOver(w.store, "a", policy, nil, "x"))()
		w.set(map[string]time.Duration{"x": time.Minute})
		time.Sleep(time.Hour)
		assert.Equal(t, []ring{{"x", 0, time.Minute}}, w.rings())
		assert.NotNil(t, es.NewAlarm(w.store, "b", policy, nil), "logs to slog.Default")
	})
}
