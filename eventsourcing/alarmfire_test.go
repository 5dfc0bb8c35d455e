package eventsourcing_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

func TestAlarmFiresAgainWhatCouldNotBeSettled(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		store := &cutStore{Store: w.store}
		act := func(_ context.Context, timer es.Timer) error {
			store.cut.Store(true)
			if timer.Name == "bad" {
				return errors.New("no")
			}
			return nil
		}
		defer w.run(w.alarmOver(store, "a", es.AlarmPolicy{}, act, "good", "bad"))()
		w.set(map[string]time.Duration{"good": time.Second, "bad": time.Hour})
		time.Sleep(time.Minute)
		assert.Len(t, w.rings(), 1)
		assert.Contains(t, w.log(), "could not be settled and will fire again")
		for range 3 {
			store.cut.Store(false)
			time.Sleep(time.Minute)
		}
		assert.Len(t, w.rings(), 4, "at least once is not exactly once")
		for _, ring := range w.rings() {
			assert.Zero(t, ring.attempt)
		}
	})
}

func TestAlarmBacksOffPerTimer(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		act := func(_ context.Context, timer es.Timer) error {
			if timer.Name == "bad" && timer.Attempt < 12 {
				return errors.New("the gateway is down")
			}
			return nil
		}
		defer w.run(w.alarm("a", act, "bad", "good"))()
		w.set(map[string]time.Duration{"bad": time.Second, "good": 2 * time.Second})
		time.Sleep(time.Hour)

		var pauses []time.Duration
		var last time.Duration
		for _, ring := range w.rings() {
			if ring.name == "good" {
				assert.Equal(t, 2*time.Second, ring.after, "the others go on")
				continue
			}
			assert.Len(t, pauses, ring.attempt)
			pauses = append(pauses, ring.after-last)
			last = ring.after
		}
		s := time.Second
		assert.Equal(t, []time.Duration{s, s, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 64 * s, 128 * s, 256 * s, 300 * s, 300 * s, 300 * s}, pauses)
		assert.Zero(t, w.waiting())
		assert.Contains(t, w.log(), `msg="a timer failed and will fire again" stream=member/7 timer=bad attempt=12 error="the gateway is down"`)
	})
}

func TestAlarmSurvivesItsHandlers(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		act := func(_ context.Context, timer es.Timer) error {
			if timer.Attempt == 0 {
				panic("index out of range")
			}
			return nil
		}
		defer w.run(w.alarm("a", act, "x"))()
		w.set(map[string]time.Duration{"x": time.Second})
		time.Sleep(time.Minute)
		assert.Len(t, w.rings(), 2)
		assert.Contains(t, w.log(), "the handler panicked: index out of range")
		assert.Contains(t, w.log(), "TestAlarmSurvivesItsHandlers", "with the stack")
	})
}

func TestAlarmStopsWhileAllWorkersAreBusy(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		act := func(ctx context.Context, _ es.Timer) error {
			<-ctx.Done()
			return ctx.Err()
		}
		stop := w.run(w.alarmOver(w.store, "a", es.AlarmPolicy{Workers: 2}, act, "x", "y", "z"))
		w.set(map[string]time.Duration{"x": time.Second, "y": time.Second, "z": time.Second})
		time.Sleep(time.Minute)
		assert.Len(t, w.rings(), 2)
		stop()
		assert.Len(t, w.rings(), 2)
		assert.Equal(t, 3, w.waiting())
		due, err := w.store.Due(t.Context(), time.Now(), 10)
		require.NoError(t, err)
		require.Len(t, due, 3)
		for _, timer := range due {
			assert.Zero(t, timer.Attempt, "what the end of the process broke off is no failure")
			assert.Equal(t, w.start.Add(time.Second).UTC(), timer.Due)
		}
	})
}

func TestAlarmSlowHandlersHideNoTimer(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		act := func(_ context.Context, timer es.Timer) error {
			if timer.Name != "quick" {
				time.Sleep(time.Hour)
			}
			return nil
		}
		defer w.run(w.alarmOver(w.store, "a", es.AlarmPolicy{Batch: 2}, act, "slow", "slower", "quick"))()
		w.set(map[string]time.Duration{"slow": time.Second, "slower": 2 * time.Second, "quick": time.Minute})
		time.Sleep(2 * time.Hour)
		assert.Equal(t, []ring{{"slow", 0, time.Second}, {"slower", 0, 2 * time.Second}, {"quick", 0, time.Minute}}, w.rings())
		assert.Empty(t, w.log())
	})
}

func TestAlarmKeepsTimersNobodyHandles(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		w.set(map[string]time.Duration{"of-a-later-release": time.Second})
		stop := w.run(w.alarm("a", nil))
		time.Sleep(time.Minute)
		stop()
		assert.Contains(t, w.log(), `no handler for timer \"of-a-later-release\" of member`)
		assert.Equal(t, 1, w.waiting())

		defer w.run(w.alarm("b", nil, "of-a-later-release"))()
		time.Sleep(time.Hour)
		assert.Len(t, w.rings(), 1)
	})
}

func TestAlarmHandlerSetsItsTimerAnew(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		act := func(ctx context.Context, timer es.Timer) error {
			w.mu.Lock()
			n := len(w.fired)
			w.mu.Unlock()
			if n < 3 {
				w.setIn(ctx, map[string]time.Duration{"x": time.Duration(n+1) * time.Minute})
			}
			if n == 2 {
				return errors.New("set anew, and then failed")
			}
			return nil
		}
		defer w.run(w.alarm("a", act, "x"))()
		w.set(map[string]time.Duration{"x": time.Minute})
		time.Sleep(time.Hour)
		assert.Equal(t, []ring{{"x", 0, time.Minute}, {"x", 0, 2 * time.Minute}, {"x", 0, 3 * time.Minute}}, w.rings(),
			"neither success nor failure touches a timer that was set anew")
		assert.Zero(t, w.waiting())
	})
}

func TestAlarmSettlesWhatFinishedWhileStopping(t *testing.T) {
	inTower(t, func(w *tower) {
		t := w.t
		act := func(ctx context.Context, _ es.Timer) error {
			<-ctx.Done()
			time.Sleep(time.Second)
			return nil
		}
		stop := w.run(w.alarm("a", act, "x"))
		w.set(map[string]time.Duration{"x": time.Second})
		time.Sleep(time.Minute)
		stop()
		assert.Len(t, w.rings(), 1)
		assert.Zero(t, w.waiting(), "Run waited for the handler and kept its success")
	})
}
