package eventsourcing_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func TestAlarmOneOfSeveralWorks(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		var mu sync.Mutex
		byHolder := map[string]int{}
		var stops []func()
		for _, holder := range []string{"a", "b", "c"} {
			stop := w.run(w.alarm(holder, func(context.Context, es.Timer) error {
				mu.Lock()
				defer mu.Unlock()
				byHolder[holder]++
				return nil
			}, "x"))
			stops = append(stops, stop)
			defer stop()
		}
		for i := range 100 {
			w.set(map[string]time.Duration{"x": time.Duration(i+1) * time.Minute})
			time.Sleep(time.Minute)
			synctest.Wait()
		}
		require.Len(t, byHolder, 1)
		assert.Len(t, w.rings(), 100)

		for i, holder := range []string{"a", "b", "c"} {
			if byHolder[holder] > 0 {
				stops[i]()
			}
		}
		w.set(map[string]time.Duration{"x": 100*time.Minute + 2*time.Second})
		time.Sleep(2 * time.Second)
		assert.Len(t, w.rings(), 101, "one that stops gives its place back at once")
		synctest.Wait()
		assert.Len(t, byHolder, 2)
	})
}

func TestAlarmTakesOverFromOneThatVanished(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		gone := &cutStore{Store: w.store}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- w.alarmOver(gone, "gone", es.AlarmPolicy{}, nil, "x").Run(ctx) }()
		synctest.Wait()
		defer w.run(w.alarm("other", nil, "x"))()
		time.Sleep(time.Minute)
		w.set(map[string]time.Duration{"x": 61 * time.Second})
		gone.cut.Store(true)
		time.Sleep(17 * time.Second)
		require.Len(t, w.rings(), 1)
		assert.LessOrEqual(t, w.rings()[0].after, time.Minute+16*time.Second, "the lease and a poll later")
		assert.Contains(t, w.log(), "the lease for firing timers is lost")

		gone.cut.Store(false)
		w.set(map[string]time.Duration{"x": 2 * time.Minute})
		time.Sleep(time.Hour)
		assert.Len(t, w.rings(), 2, "the one that comes back stands behind")
		cancel()
		assert.NoError(t, <-ended)
	})
}

// Connections can die without a word: what was asked then is never answered.
func TestAlarmGivesUpAStoreThatFellSilent(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		line := &cutStore{Store: w.store}
		stop := w.run(w.alarm("working", nil, "x"))
		synctest.Wait()
		defer w.run(w.alarmOver(line, "standing behind", es.AlarmPolicy{}, nil, "x"))()
		line.silent.Store(true)
		time.Sleep(time.Minute)
		line.silent.Store(false)
		stop()
		w.set(map[string]time.Duration{"x": 80 * time.Second})
		time.Sleep(time.Minute)
		require.Len(t, w.rings(), 1)
		assert.Equal(t, 80*time.Second, w.rings()[0].after)
	})
}

// cutStore can be cut off, or fall silent.
type cutStore struct {
	es.Store
	cut    atomic.Bool
	silent atomic.Bool
	calls  atomic.Int32
}

var errCut = fault.AsTransient(errors.New("no route to the database"))

func (s *cutStore) check() error {
	s.calls.Add(1)
	if s.cut.Load() {
		return errCut
	}
	return nil
}

func (s *cutStore) Acquire(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (es.Lease, bool, error) {
	if err := s.check(); err != nil {
		return es.Lease{}, false, err
	}
	if s.silent.Load() {
		<-ctx.Done()
		return es.Lease{}, false, ctx.Err()
	}
	return s.Store.Acquire(ctx, name, holder, now, ttl)
}

func (s *cutStore) Release(ctx context.Context, lease es.Lease) error {
	return errors.Join(s.check(), s.Store.Release(ctx, lease))
}

func (s *cutStore) Due(ctx context.Context, now time.Time, limit int) ([]es.Timer, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	return s.Store.Due(ctx, now, limit)
}

func (s *cutStore) Done(ctx context.Context, timer es.Timer) (bool, error) {
	if err := s.check(); err != nil {
		return false, err
	}
	return s.Store.Done(ctx, timer)
}

func (s *cutStore) Postpone(ctx context.Context, timer es.Timer, due time.Time) (bool, error) {
	if err := s.check(); err != nil {
		return false, err
	}
	return s.Store.Postpone(ctx, timer, due)
}

func TestAlarmHandlerSlowerThanTheLease(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		act := func(_ context.Context, timer es.Timer) error {
			if timer.Name == "slow" {
				time.Sleep(5 * time.Minute)
			}
			return nil
		}
		defer w.run(w.alarm("a", act, "slow", "quick"))()
		time.Sleep(time.Second)
		defer w.run(w.alarm("b", act, "slow", "quick"))()
		w.set(map[string]time.Duration{"slow": 2 * time.Second, "quick": time.Minute})
		time.Sleep(time.Hour)
		assert.Equal(t, []ring{{"slow", 0, 2 * time.Second}, {"quick", 0, time.Minute}}, w.rings(),
			"the lease is renewed meanwhile: nobody else fires it, and nobody waits for it")
		assert.Zero(t, w.waiting())
	})
}

func TestAlarmEndsHandlersWhenTheLeaseIsLost(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		var interrupted atomic.Int32
		act := func(ctx context.Context, _ es.Timer) error {
			<-ctx.Done()
			interrupted.Add(1)
			return ctx.Err()
		}
		store := &cutStore{Store: w.store}
		stop := w.run(w.alarmOver(store, "a", es.AlarmPolicy{}, act, "x"))
		w.set(map[string]time.Duration{"x": time.Second})
		time.Sleep(time.Minute)
		assert.Zero(t, interrupted.Load())
		store.cut.Store(true)
		time.Sleep(16 * time.Second)
		synctest.Wait()
		assert.EqualValues(t, 1, interrupted.Load())
		store.cut.Store(false)
		time.Sleep(time.Minute)
		assert.Len(t, w.rings(), 2, "it fires again, and that is no failure of the timer")
		assert.Zero(t, w.rings()[1].attempt)
		stop()
		assert.Equal(t, 1, w.waiting(), "so does what the end of the process broke off")
	})
}

func TestAlarmGivesTheLeaseBack(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		stop := w.run(w.alarm("a", nil))
		time.Sleep(time.Minute)
		held, err := w.store.Held(t.Context(), "alarm", time.Now())
		require.NoError(t, err)
		require.Len(t, held, 1)
		assert.Equal(t, "a", held[0].Holder)
		stop()
		held, err = w.store.Held(t.Context(), "alarm", time.Now())
		require.NoError(t, err)
		assert.Empty(t, held)
	})
}

func TestAlarmThatNeverHadTheLeaseTakesNothing(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		defer w.run(w.alarm("a", nil))()
		time.Sleep(time.Second)
		stop := w.run(w.alarm("b", nil))
		time.Sleep(time.Minute)
		stop()
		held, err := w.store.Held(t.Context(), "alarm", time.Now())
		require.NoError(t, err)
		require.Len(t, held, 1)
		assert.Equal(t, "a", held[0].Holder)
	})
}
