package eventsourcing_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// settled counts the timers that alarms settle.
type settled struct {
	es.Store
	done atomic.Int32
}

func (s *settled) Done(ctx context.Context, timer es.Timer) (bool, error) {
	s.done.Add(1)
	return s.Store.Done(ctx, timer)
}

// A timer that its handler set anew or cancelled costs the alarm no write of its own; one that it left alone, or set for
// the very moment at which it fired, is settled and gone, and so is one whose commit failed.
func TestAlarmSettlesOnlyWhatItsHandlerLeft(t *testing.T) {
	for name, c := range map[string]struct {
		act              func(unit *es.Unit, timer es.Timer)
		fails            bool
		settled, waiting int
	}{
		"left alone": {func(*es.Unit, es.Timer) {}, false, 1, 0},
		"cancelled":  {func(unit *es.Unit, timer es.Timer) { unit.CancelTimer(timer.Stream, timer.Name) }, false, 0, 0},
		"another's":  {func(unit *es.Unit, timer es.Timer) { unit.SetTimer(timer.Stream, "y", timer.Due.Add(24*time.Hour)) }, false, 1, 1},
		"set anew": {func(unit *es.Unit, timer es.Timer) {
			unit.SetTimer(timer.Stream, timer.Name, timer.Due.Add(24*time.Hour))
		}, false, 0, 1},
		"set as it was": {func(unit *es.Unit, timer es.Timer) {
			unit.SetTimer(timer.Stream, timer.Name, timer.Due.Add(time.Nanosecond))
		}, false, 1, 0},
		"refused": {func(unit *es.Unit, timer es.Timer) {
			unit.SetTimer(timer.Stream, timer.Name, timer.Due.Add(24*time.Hour))
		}, true, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			inTower(t, func(w *tower) {
				store := &settled{Store: w.store}
				engine := newClub(w.t, withStore(store))
				act := func(ctx context.Context, timer es.Timer) error {
					_ = engine.Do(ctx, func(_ context.Context, unit *es.Unit) error {
						c.act(unit, timer)
						if c.fails {
							return errors.New("no")
						}
						return nil
					})
					return nil
				}
				stop := w.run(w.alarmOver(store, "a", es.AlarmPolicy{}, act, "x", "y"))
				w.set(map[string]time.Duration{"x": time.Second})
				time.Sleep(time.Minute)
				stop()
				assert.Len(w.t, w.rings(), 1)
				assert.EqualValues(w.t, c.settled, store.done.Load())
				assert.Equal(w.t, c.waiting, w.waiting())
			})
		})
	}
}
