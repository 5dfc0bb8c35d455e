package postgres

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// year is by how much the callers' clocks are wrong here.
const year = 365 * 24 * time.Hour

func TestLeasesExpireByTheClockOfTheServer(t *testing.T) {
	s := newStored(t, Options{})
	mine, ok := s.acquire("l", "me", -year, time.Hour)
	require.True(t, ok)
	require.WithinDuration(t, s.serverTime().Add(time.Hour), mine.Expires, time.Minute)
	_, ok = s.acquire("l", "you", year, time.Hour)
	require.False(t, ok, "a clock ahead takes nothing")
	renewed, ok := s.acquire("l", "me", year, time.Hour)
	require.True(t, ok)
	require.Equal(t, mine.Token, renewed.Token, "nor does it lose what it has")

	for _, skew := range []time.Duration{-year, year} {
		held, err := s.Held(t.Context(), "l", time.Now().Add(skew))
		require.NoError(t, err)
		require.Equal(t, []eventsourcing.Lease{renewed}, held)
	}

	s.execute(s.pool, "UPDATE kabinet.leases SET expires = clock_timestamp()")
	held, err := s.Held(t.Context(), "l", time.Now().Add(-year))
	require.NoError(t, err)
	require.Empty(t, held)
	yours, ok := s.acquire("l", "you", -year, time.Hour)
	require.True(t, ok, "a clock behind gets what is free")
	require.Greater(t, yours.Token, mine.Token)
}

func TestALeaseExpiredForItsHolderGetsAnotherToken(t *testing.T) {
	s := newStored(t, Options{})
	first, ok := s.acquire("l", "me", 0, time.Hour)
	require.True(t, ok)
	s.execute(s.pool, "UPDATE kabinet.leases SET expires = clock_timestamp()")
	second, ok := s.acquire("l", "me", -year, time.Hour)
	require.True(t, ok)
	require.Greater(t, second.Token, first.Token)
}

// Whoever found the token valid in a transaction still under way is waited for by who takes the lease, and by
// nobody else.
func TestTakingALeaseWaitsForFencedWorkInFlight(t *testing.T) {
	for _, end := range []string{"COMMIT", "ROLLBACK"} {
		t.Run(end, func(t *testing.T) {
			s := newStored(t, Options{})
			mine, ok := s.acquire("l", "me", 0, time.Hour)
			require.True(t, ok)
			working := s.begin()
			s.execute(working, held, mine.Name, mine.Token)

			renewed, ok := s.acquire("l", "me", 0, time.Hour)
			require.True(t, ok)
			require.Equal(t, mine.Token, renewed.Token, "renewed at once")
			_, ok = s.acquire("l", "you", 0, time.Hour)
			require.False(t, ok, "refused at once")
			require.NoError(t, s.Release(t.Context(), mine), "released at once")

			taken := make(chan eventsourcing.Lease)
			go func() {
				defer close(taken)
				if lease, ok, err := s.Acquire(t.Context(), "l", "you", time.Now(), time.Hour); err == nil && ok {
					taken <- lease
				}
			}()
			s.awaitWaiting()
			select {
			case <-taken:
				t.Fatal("taken from under the work in flight")
			default:
			}
			s.execute(working, end)
			require.Greater(t, (<-taken).Token, mine.Token)
		})
	}
}

func TestFencedWorkWaitsForATakeoverInFlight(t *testing.T) {
	for _, end := range []struct {
		statement string
		want      error
	}{{"COMMIT", eventsourcing.ErrFenced}, {"ROLLBACK", nil}} {
		for name, work := range map[string]func(stored, eventsourcing.Fence) error{
			"saving": func(s stored, fence eventsourcing.Fence) error {
				return s.SaveCheckpoints(t.Context(), "g", eventsourcing.Checkpoint{Lanes: 1, Position: 1, Fence: fence})
			},
			"parking": func(s stored, fence eventsourcing.Fence) error {
				return s.Park(t.Context(), eventsourcing.Parked{Group: "g", Stream: eventsourcing.Stream{Category: "account", ID: "1"}}, fence)
			},
			"unparking": func(s stored, fence eventsourcing.Fence) error {
				return s.Unpark(t.Context(), "g", eventsourcing.Stream{Category: "account", ID: "1"}, fence)
			},
		} {
			t.Run(name+", "+end.statement, func(t *testing.T) {
				s := newStored(t, Options{})
				mine, ok := s.acquire("l", "me", 0, time.Hour)
				require.True(t, ok)
				s.execute(s.pool, "UPDATE kabinet.leases SET expires = clock_timestamp()")
				taking := s.begin()
				s.execute(taking, acquire, "l", "you", nil, time.Hour)

				done := make(chan error, 1)
				go func() { done <- work(s, eventsourcing.Fence{Lease: "l", Token: mine.Token}) }()
				s.awaitWaiting()
				s.execute(taking, end.statement)
				require.ErrorIs(t, <-done, end.want)
			})
		}
	}
}

func TestOfCheckpointsForOneLaneTheLastCounts(t *testing.T) {
	s := newStored(t, Options{})
	mine, ok := s.acquire("l", "me", 0, time.Hour)
	require.True(t, ok)
	fence := eventsourcing.Fence{Lease: "l", Token: mine.Token}
	require.NoError(t, s.SaveCheckpoints(t.Context(), "g",
		eventsourcing.Checkpoint{Lanes: 1, Position: 3, Fence: fence}, eventsourcing.Checkpoint{Lanes: 1, Position: 2, Fence: fence}))
	saved, err := s.Checkpoints(t.Context(), "g")
	require.NoError(t, err)
	require.Equal(t, []eventsourcing.Checkpoint{{Lanes: 1, Position: 2}}, saved)
}

// acquire asks for a lease by a clock that is wrong by skew.
func (s stored) acquire(name, holder string, skew, ttl time.Duration) (eventsourcing.Lease, bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	lease, ok, err := s.Acquire(ctx, name, holder, time.Now().Add(skew), ttl)
	require.NoError(s.t, err)
	return lease, ok
}

func (s stored) serverTime() (now time.Time) {
	s.t.Helper()
	require.NoError(s.t, s.pool.QueryRow(s.t.Context(), "SELECT clock_timestamp()").Scan(&now))
	return now
}

// awaitWaiting returns when some transaction waits for another one of this schema.
func (s stored) awaitWaiting() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	for waiting := false; !waiting; {
		err := s.pool.QueryRow(ctx, s.sql(`SELECT EXISTS (SELECT FROM pg_locks blocked, unnest(pg_blocking_pids(blocked.pid)) AS blocker
			JOIN pg_locks l ON l.pid = blocker WHERE NOT blocked.granted AND l.relation = 'kabinet.leases'::regclass)`)).Scan(&waiting)
		require.NoError(s.t, err)
	}
}

// A lease that nobody had before is a row that many insert at once.
func TestANewLeaseIsTakenByOneAndRefusedToTheOthers(t *testing.T) {
	s := newStored(t, Options{})
	for round := range 50 {
		var taking sync.WaitGroup
		var taken atomic.Int32
		for holder := range 8 {
			taking.Go(func() {
				_, ok, err := s.Acquire(t.Context(), fmt.Sprint("lease-", round), fmt.Sprint("holder-", holder), time.Now(), time.Hour)
				assert.NoError(t, err)
				if ok {
					taken.Add(1)
				}
			})
		}
		taking.Wait()
		require.Equal(t, int32(1), taken.Load())
	}
}
