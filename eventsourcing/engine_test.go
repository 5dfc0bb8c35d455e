package eventsourcing_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// appendStore lets a test step in around every append.
type appendStore struct {
	es.Store
	mu      sync.Mutex
	batches []es.Batch
	around  func(n int, do func() error) error
}

func (s *appendStore) Append(ctx context.Context, batch es.Batch) (position int64, err error) {
	s.mu.Lock()
	n := len(s.batches)
	s.batches = append(s.batches, batch)
	s.mu.Unlock()
	do := func() error {
		position, err = s.Store.Append(ctx, batch)
		return err
	}
	if s.around == nil {
		return position, do()
	}
	return position, s.around(n, do)
}

func TestNewEngineNamesAllThatIsMissing(t *testing.T) {
	_, err := es.NewEngine(es.Config{})
	assert.EqualError(t, err, `eventsourcing: Config.Store is missing
eventsourcing: Config.Encrypter is missing
eventsourcing: Config.BlindIndex is missing`)
}

func TestEngineGivesItsParts(t *testing.T) {
	store, index := memory.NewStore(), blindIndex(t)
	c := newClub(t, func(config *es.Config) { config.Store, config.BlindIndex = store, index })
	assert.Same(t, store, c.Store())
	assert.Same(t, index, c.BlindIndex())
	assert.NotNil(t, c.Keyring())
}

func TestNewID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClub(t)
		seen := map[string]bool{}
		for range 1000 {
			text, err := c.NewID()
			require.NoError(t, err)
			id, err := ulid.ParseStrict(text)
			require.NoError(t, err)
			assert.Equal(t, ulid.Timestamp(time.Now()), id.Time())
			seen[text] = true
		}
		assert.Len(t, seen, 1000)
	})
}

// An id tells nothing about those made before and after it.
func TestNewIDIsNotCountedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClub(t)
		ascending, high := 0, map[byte]bool{}
		last := ulid.Zero
		for range 1000 {
			text, err := c.NewID()
			require.NoError(t, err)
			id := ulid.MustParseStrict(text)
			if id.Compare(last) > 0 {
				ascending++
			}
			high[id.Entropy()[0]] = true
			last = id
		}
		assert.InDelta(t, 500, ascending, 150)
		assert.Greater(t, len(high), 200)
	})
}

// The ids of a unit are drawn together, and yet none tells anything about another.
func TestIDsOfAUnitShareNoBits(t *testing.T) {
	bits := make([]byte, 100)
	for i := range bits {
		bits[i] = byte(i)
	}
	c := newClub(t, func(config *es.Config) { config.Random = bytes.NewReader(bits) })
	require.NoError(t, c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
		own, err := unit.NewID()
		require.NoError(t, err)
		assert.Equal(t, bits[:10], ulid.MustParseStrict(own).Entropy())
		m, err := c.members.Load(ctx, unit, "7")
		if err != nil {
			return err
		}
		return m.Decide(record(credits(3)...))
	}))
	require.NoError(t, c.decide(t.Context(), "8", record(credits(2)...)))
	for i, stored := range append(c.stored(t, "7"), c.stored(t, "8")...) {
		from := 10 * (i + 1)
		assert.Equal(t, bits[from:from+10], ulid.MustParseStrict(stored.ID).Entropy())
	}
}

func TestDoRetriesAConflictWithFreshState(t *testing.T) {
	c := newClub(t)
	c.joins(t, "7", secretName, credit(10))
	var seen []int
	err := c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
		m, err := c.members.Load(ctx, unit, "7")
		if err != nil {
			return err
		}
		seen = append(seen, m.State().Points)
		if len(seen) <= 3 {
			require.NoError(t, c.decide(ctx, "7", credit(-1)), "somebody is faster")
		}
		return m.Decide(credit(-5))
	})
	require.NoError(t, err)
	assert.Equal(t, []int{10, 9, 8, 7}, seen)
	state, version := c.load(t, "7")
	assert.Equal(t, 2, state.Points)
	assert.EqualValues(t, 6, version)
}

func TestDoGivesUp(t *testing.T) {
	for name, test := range map[string]struct {
		policy es.Policy
		want   int
	}{
		"by default":      {es.Policy{}, 10},
		"by policy":       {es.Policy{Attempts: 3}, 3},
		"without a retry": {es.Policy{Attempts: 1}, 1},
		"nonsense":        {es.Policy{Attempts: -1, Pause: -1, LongestPause: -1, LargestEvent: -1}, 10},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClub(t, withPolicy(test.policy))
			attempts := 0
			err := c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
				attempts++
				m, err := c.members.Load(ctx, unit, "7")
				if err != nil {
					return err
				}
				require.NoError(t, c.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
					other, err := c.members.Load(ctx, unit, "7")
					if err != nil {
						return err
					}
					return other.Decide(credit(1))
				}))
				return m.Decide(credit(1))
			})
			assert.Equal(t, test.want, attempts)
			require.ErrorIs(t, err, fault.Conflict)
			var conflict *es.Conflict
			require.ErrorAs(t, err, &conflict)
			assert.Equal(t, es.Conflict{Stream: c.members.Stream("7"), Expected: int64(attempts) - 1, Actual: int64(attempts)}, *conflict)
		})
	}
}

func TestDoWaitsLongerAndLongerBetweenAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClub(t, withPolicy(es.Policy{Attempts: 50, Pause: time.Second, LongestPause: 8 * time.Second}))
		var times []time.Time
		err := c.Do(t.Context(), func(_ context.Context, unit *es.Unit) error {
			times = append(times, time.Now())
			assert.Equal(t, time.Now().UTC().Truncate(time.Microsecond), unit.Now(), "each attempt has its own moment")
			return &es.Conflict{}
		})
		require.ErrorIs(t, err, fault.Conflict)
		require.Len(t, times, 50)
		limit, longest := time.Second, time.Duration(0)
		for i := 1; i < len(times); i++ {
			pause := times[i].Sub(times[i-1])
			assert.LessOrEqual(t, pause, limit)
			limit, longest = min(2*limit, 8*time.Second), max(longest, pause)
		}
		assert.Greater(t, longest, time.Second)
	})
}

func TestDoDoesNotRetry(t *testing.T) {
	for name, want := range map[string]error{
		"a lost lease":      es.ErrFenced,
		"a refusal":         errPoor,
		"a transient error": fault.AsTransient(errors.New("the database is down")),
		"a permanent one":   fault.AsPermanent(errors.New("the disk is full")),
		"any other":         errors.New("something else"),
		"a wrapped lease":   fmt.Errorf("committing: %w", es.ErrFenced),
	} {
		t.Run(name, func(t *testing.T) {
			store := &appendStore{Store: memory.NewStore()}
			c := newClub(t, withStore(store))

			attempts := 0
			err := c.Do(t.Context(), func(context.Context, *es.Unit) error { attempts++; return want })
			require.ErrorIs(t, err, want)
			assert.Equal(t, 1, attempts)
			assert.Empty(t, store.batches, "the work said no, nothing is written")

			store.around = func(int, func() error) error { return want }
			err = c.decide(t.Context(), "7", credit(1))
			require.ErrorIs(t, err, want)
			assert.Len(t, store.batches, 1)
			assert.Empty(t, c.stored(t, "7"))
		})
	}
}

func TestDoIsFenced(t *testing.T) {
	c := newClub(t)
	lease, ok, err := c.Store().Acquire(t.Context(), "work", "me", time.Now(), time.Minute)
	require.NoError(t, err)
	require.True(t, ok)
	fenced := func() error {
		return c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
			unit.Fence(es.Fence{Lease: lease.Name, Token: lease.Token})
			m, err := c.members.Load(ctx, unit, "7")
			if err != nil {
				return err
			}
			return m.Decide(credit(1))
		})
	}
	require.NoError(t, fenced())
	require.NoError(t, c.Store().Release(t.Context(), lease))
	require.ErrorIs(t, fenced(), es.ErrFenced)
	assert.Len(t, c.stored(t, "7"), 1)
}

func TestDoHonoursItsContext(t *testing.T) {
	t.Run("before the work", func(t *testing.T) {
		c := newClub(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := c.Do(ctx, func(context.Context, *es.Unit) error { t.Error("the work ran"); return nil })
		assert.ErrorIs(t, err, context.Canceled)
	})
	t.Run("before the commit", func(t *testing.T) {
		c := newClub(t)
		ctx, cancel := context.WithCancel(t.Context())
		err := c.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
			m, err := c.members.Load(ctx, unit, "7")
			require.NoError(t, err)
			cancel()
			return m.Decide(credit(1))
		})
		require.ErrorIs(t, err, context.Canceled)
		assert.Empty(t, c.stored(t, "7"))
	})
	t.Run("between attempts", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			c := newClub(t, withPolicy(es.Policy{Pause: time.Hour, LongestPause: time.Hour}))
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			defer cancel()
			err := c.Do(ctx, func(context.Context, *es.Unit) error { return &es.Conflict{} })
			assert.ErrorIs(t, err, context.DeadlineExceeded)
		})
	})
}

func TestDoOfAClosedStore(t *testing.T) {
	c := newClub(t)
	require.NoError(t, c.Store().Close())
	assert.ErrorIs(t, c.decide(t.Context(), "7", credit(1)), es.ErrClosed)
}

func TestDoWithManyWriters(t *testing.T) {
	c := newClub(t, withPolicy(es.Policy{Attempts: 1000, Pause: time.Microsecond, LongestPause: time.Millisecond}))
	c.joins(t, "7", secretName)
	var writers sync.WaitGroup
	for range 16 {
		writers.Go(func() {
			for range 20 {
				assert.NoError(t, c.decide(t.Context(), "7", credit(1)))
			}
		})
	}
	writers.Wait()
	state, version := c.load(t, "7")
	assert.Equal(t, 320, state.Points)
	assert.EqualValues(t, 321, version)
}

func TestStoreFailsBeforeTheAppend(t *testing.T) {
	store := &appendStore{Store: memory.NewStore()}
	c := newClub(t, withStore(store))
	down := fault.AsTransient(errors.New("the database is down"))
	store.around = func(n int, do func() error) error {
		if n == 0 {
			return down
		}
		return do()
	}
	require.ErrorIs(t, c.decide(t.Context(), "7", credit(1)), fault.Transient)
	assert.Empty(t, c.stored(t, "7"), "no half of it is there")
	require.NoError(t, c.decide(t.Context(), "7", credit(1)))
	assert.Len(t, c.stored(t, "7"), 1)
}

func TestStoreFailsWhileLoading(t *testing.T) {
	store := &loadStore{Store: memory.NewStore()}
	c := newClub(t, withStore(store))
	c.joins(t, "7", secretName, credit(1), credit(1))
	store.fail = fault.AsTransient(errors.New("the database is down"))
	require.ErrorIs(t, c.decide(t.Context(), "7", credit(1)), fault.Transient)
	store.fail = nil
	require.NoError(t, c.decide(t.Context(), "7", credit(1)))
	state, _ := c.load(t, "7")
	assert.Equal(t, 3, state.Points)

	store.skip = 2
	err := c.decide(t.Context(), "7", credit(1))
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "member/7 has version 3 after 1", "a stream with a gap is not worked on")
}
