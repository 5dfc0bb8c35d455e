package verification_test

import (
	"context"
	"iter"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/verification"
)

// watched is what one watcher has seen.
type watched struct {
	mu    sync.Mutex
	seen  []verification.Standing
	at    []time.Time
	err   error
	ended bool
	stop  context.CancelFunc
}

func watch(t *testing.T, service *verification.Service, id string) *watched {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w := &watched{stop: cancel}
	t.Cleanup(cancel)
	go func() {
		for standing, err := range service.Watch(ctx, id) {
			w.mu.Lock()
			if err != nil {
				w.err = err
			} else {
				w.seen, w.at = append(w.seen, standing), append(w.at, time.Now())
			}
			w.mu.Unlock()
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.ended = true
	}()
	return w
}

func (w *watched) last(t *testing.T) verification.Standing {
	t.Helper()
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	require.NotEmpty(t, w.seen)
	return w.seen[len(w.seen)-1]
}

// VER-4: who watches sees the present standing at once, each change when it happens, and nothing twice.
func TestWatch(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Ticket: 10 * time.Minute})
		w := watch(s.T, s.Verification, s.id)
		assert.Equal(s, verification.Standing{Level: account.Simplified}, w.last(s.T))
		s.rest(time.Hour + 500*time.Millisecond)
		assert.Len(s, w.seen, 1, "nothing happened")

		s.submit(form())
		assert.Equal(s, account.Checking, w.last(s.T).State, "at once")
		s.rest(time.Hour)
		assert.Equal(s, s.standing(), w.last(s.T))
		assert.Equal(s, account.Standard, w.last(s.T).Level)
		for i, seen := range w.seen[1:] {
			assert.NotEqual(s, w.seen[i], seen, "the same twice")
		}
		w.stop()
		synctest.Wait()
		assert.True(s, w.ended)
		require.NoError(s, w.err, "the end of the context is no error")
	})
}

// deaf is the handle of another process on the same store: it hears of nobody's appends.
type deaf struct{ *memory.Store }

func (deaf) Changed() <-chan struct{} { return nil }

// Changes that other processes make are seen within Policy.Watch.
func TestWatchOfAnotherProcess(t *testing.T) {
	play(t, func(s scene) {
		ports := s.Ports
		ports.Store = deaf{s.Events}
		w := watch(s.T, portaltest.New(s.T, ports, portaltest.Patient).Verification, s.id)
		w.last(s.T)
		time.Sleep(30*time.Second + 300*time.Millisecond)
		submitted := time.Now()
		s.submit(form())
		s.rest(verification.DefaultPolicy().Watch)
		assert.Equal(s, account.Rejected, w.last(s.T).State)
		assert.Equal(s, 700*time.Millisecond, w.at[1].Sub(submitted), "it looks every second")
	})
}

// busy counts how often a store is read.
type busy struct {
	*memory.Store
	mu    sync.Mutex
	loads []time.Time
}

func (b *busy) Load(ctx context.Context, stream es.Stream, after int64) iter.Seq2[es.Record, error] {
	if stream.Category == account.Category {
		b.mu.Lock()
		b.loads = append(b.loads, time.Now())
		b.mu.Unlock()
	}
	return b.Store.Load(ctx, stream, after)
}

// A store that changes all the time is looked at every Policy.WatchRest, and what changed last is seen.
func TestWatchOfABusyStore(t *testing.T) {
	play(t, func(s scene) {
		store := &busy{Store: s.Events}
		ports := s.Ports
		ports.Store = store
		w := watch(s.T, portaltest.New(s.T, ports, portaltest.Patient).Verification, s.id)
		w.last(s.T)
		for range 1000 {
			time.Sleep(10 * time.Millisecond)
			_, err := s.Events.Append(s.Context(), es.Batch{Timers: []es.Timer{{
				TimerKey: es.TimerKey{Stream: es.Stream{Category: "other", ID: "1"}, Name: "x"}, Due: time.Now().Add(time.Hour),
			}}})
			require.NoError(s, err)
		}
		synctest.Wait()
		assert.Len(s, w.seen, 1)
		assert.InDelta(s, 50, len(store.loads), 2, "10 s by 200 ms")
		for i, at := range store.loads[1:] {
			assert.GreaterOrEqual(s, at.Sub(store.loads[i]), verification.DefaultPolicy().WatchRest)
		}
		s.submit(form())
		s.rest(verification.DefaultPolicy().WatchRest)
		assert.Equal(s, account.Rejected, w.last(s.T).State)
	})
}

// Nobody to watch is said once.
func TestWatchOfNobody(t *testing.T) {
	play(t, func(s scene) {
		w := watch(s.T, s.Verification, "nobody")
		synctest.Wait()
		require.ErrorIs(s, w.err, account.ErrUnknown)
		assert.True(s, w.ended)
		assert.Empty(s, w.seen)
	})
}

// Of somebody erased meanwhile the state remains, and nothing of the person.
func TestWatchOfSomebodyErased(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Down: errDown})
		s.submit(form())
		s.rest(5 * time.Minute)
		w := watch(s.T, s.Verification, s.id)
		before := w.last(s.T)
		_, err := s.Events.Append(s.Context(), es.Batch{Erase: []string{s.id}})
		require.NoError(s, err)
		s.rest(time.Second)
		assert.Equal(s, before, w.last(s.T))
		assert.False(s, w.ended)
		require.NoError(s, w.err)
	})
}

// A store that fails is said once, on its axis; a context that ends meanwhile is not.
func TestWatchOfAFailingStore(t *testing.T) {
	play(t, func(s scene) {
		store := &failing{Store: s.Events}
		ports := s.Ports
		ports.Store = store
		k := portaltest.New(s.T, ports, portaltest.Patient)
		w := watch(s.T, k.Verification, s.id)
		w.last(s.T)
		store.fail(fault.AsTransient(errDown))
		s.rest(verification.DefaultPolicy().Watch)
		require.ErrorIs(s, w.err, fault.Transient)
		assert.True(s, w.ended)

		store.fail(nil)
		w = watch(s.T, k.Verification, s.id)
		w.last(s.T)
		store.fail(context.Canceled)
		w.stop()
		s.rest(time.Second)
		assert.True(s, w.ended)
		require.NoError(s, w.err)
	})
}

// Who closes the store ends those who watch it.
func TestWatchOfAClosedStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := memory.New()
		k := portaltest.New(t, set.Ports)
		stop := portaltest.Run(t, k)
		id := portaltest.Portal{Kabinet: k, Set: set}.Person(t, portaltest.Phone)
		stop()
		w := watch(t, k.Verification, id)
		w.last(t)
		require.NoError(t, set.Events.Close())
		time.Sleep(verification.DefaultPolicy().WatchRest)
		synctest.Wait()
		require.ErrorIs(t, w.err, es.ErrClosed)
		assert.True(t, w.ended)
	})
}

// failing is a store that can be told to fail.
type failing struct {
	*memory.Store
	mu  sync.Mutex
	err error
}

func (f *failing) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *failing) Load(ctx context.Context, stream es.Stream, after int64) iter.Seq2[es.Record, error] {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.err; err != nil {
		return func(yield func(es.Record, error) bool) { yield(es.Record{}, err) }
	}
	return f.Store.Load(ctx, stream, after)
}

// The figures of watching are a policy, and one that cannot work is refused.
func TestWatchPolicy(t *testing.T) {
	for _, spoil := range []func(*kabinet.Policy){
		func(p *kabinet.Policy) { p.Verification.WatchRest = 0 },
		func(p *kabinet.Policy) { p.Verification.Watch = p.Verification.WatchRest - 1 },
	} {
		policy := kabinet.DefaultPolicy()
		spoil(&policy)
		_, err := kabinet.New(memory.New().Ports, policy)
		require.ErrorIs(t, err, fault.Permanent)
		require.ErrorContains(t, err, "Watch")
	}
}
