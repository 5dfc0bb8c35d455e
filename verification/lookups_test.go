package verification_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing/golden"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// every gives n moments before noon, each so long after the one before, the last one as long ago.
func every(pause time.Duration, n int) []time.Time {
	var moments []time.Time
	for i := n; i > 0; i-- {
		moments = append(moments, noon.Add(-time.Duration(i)*pause))
	}
	return moments
}

// PRO-6: 5 look-ups in any hour, 10 in any 24 hours; the longest remaining wait is in the refusal.
func TestLookupsAllow(t *testing.T) {
	for name, c := range map[string]struct {
		at    []time.Time
		limit fault.Fault
		wait  time.Duration
	}{
		"never":                   {nil, fault.Fault{}, 0},
		"four within the hour":    {every(10*time.Minute, 4), fault.Fault{}, 0},
		"five within the hour":    {every(10*time.Minute, 5), verification.ErrLookupsPerHour, 10 * time.Minute},
		"the fifth an hour ago":   {every(12*time.Minute, 5), fault.Fault{}, 0},
		"nine within the day":     {every(time.Hour, 9), fault.Fault{}, 0},
		"ten within the day":      {every(time.Hour, 10), verification.ErrLookupsPerDay, 14 * time.Hour},
		"ten at once: the longer": {every(time.Second, 10), verification.ErrLookupsPerDay, 24*time.Hour - 10*time.Second},
		"the tenth a day ago":     {every(144*time.Minute, 10), fault.Fault{}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			lookups, policy := verification.Lookups{At: c.at}, verification.DefaultPolicy()
			err := lookups.Allow(policy, noon)
			if c.wait == 0 {
				require.NoError(t, err)
				return
			}
			var limited *verification.Limited
			require.ErrorAs(t, err, &limited)
			require.ErrorIs(t, err, c.limit)
			require.ErrorIs(t, err, fault.Refused)
			assert.Equal(t, c.wait, limited.Wait)
			assert.Equal(t, "inn", fault.All(err)[0].Path)
			assert.Equal(t, c.wait, fault.All(err)[0].Args["wait"])
			require.Error(t, lookups.Allow(policy, noon.Add(c.wait-time.Microsecond)))
			require.NoError(t, lookups.Allow(policy, noon.Add(c.wait)))
		})
	}
}

// PRO-6: the limit holds across processes and restarts, for one account and no other, over midnight, and
// is forgotten when it is no longer needed. What is refused before the registry is asked costs nothing.
func TestLookupsAreLimited(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		time.Sleep(time.Until(time.Now().UTC().Truncate(24 * time.Hour).Add(24*time.Hour - 30*time.Minute)))
		other := portaltest.New(s.T, s.Ports, portaltest.Patient)
		for range 20 {
			_, err := other.Verification.FindINN(s.Context(), s.id, profile.Form{})
			require.ErrorIs(s, err, fault.Refused)
		}
		find := func(k *kabinet.Kabinet, id string) error {
			_, err := k.Verification.FindINN(s.Context(), id, form())
			return err
		}
		for range 2 {
			require.NoError(s, find(other, s.id))
			require.NoError(s, find(s.Kabinet, s.id))
		}
		time.Sleep(50 * time.Minute)
		require.NoError(s, find(portaltest.New(s.T, s.Ports), s.id), "the fifth, past midnight")

		var limited *verification.Limited
		require.ErrorAs(s, find(s.Kabinet, s.id), &limited)
		require.ErrorIs(s, limited, verification.ErrLookupsPerHour)
		assert.Equal(s, 10*time.Minute, limited.Wait)
		assert.Equal(s, 5, s.Registry.Asked(verification.INNCheck))
		require.NoError(s, find(s.Kabinet, s.Person(s.T, "+79035550101")), "somebody else's limit")

		time.Sleep(limited.Wait)
		require.NoError(s, find(s.Kabinet, s.id))
		assert.Empty(s, s.Leaks(s.T, "Ёлкина", "573482", "500100732259"))
		time.Sleep(5 * 24 * time.Hour)
		assert.Zero(s, s.Count(s.T, "inn-lookups.counted"))
	})
}

// Many look-ups at once are not more than the limit.
func TestLookupsAtOnce(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		var mu sync.Mutex
		found := 0
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				_, err := s.Verification.FindINN(s.Context(), s.id, form())
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					found++
				} else {
					assert.NotErrorIs(s, err, fault.Transient)
				}
			})
		}
		all.Wait()
		assert.LessOrEqual(s, found, 5)
		assert.GreaterOrEqual(s, found, 1)
		assert.Equal(s, found, s.Registry.Asked(verification.INNCheck))
	})
}

// The look-up goes through the same front as the checks: a registry that hangs is given up, one that keeps
// failing is left alone, for look-ups and checks alike, and who gives up a look-up says nothing about it.
func TestLookupThroughTheFront(t *testing.T) {
	plenty := func(p *kabinet.Policy) { p.Verification.LookupsPerHour, p.Verification.LookupsPerDay = 100, 100 }
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient, plenty)
		s := scene{t, p, p.Person(t, portaltest.Phone)}
		s.Registry.Know(parsed(s, form()))
		figures := verification.DefaultPolicy()

		s.Registry.Behave(verification.INNCheck, memory.Behaviour{Delay: time.Hour})
		for range figures.BreakerFailures {
			ctx, cancel := context.WithTimeout(t.Context(), figures.Timeout/2)
			_, err := s.Verification.FindINN(ctx, s.id, form())
			cancel()
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, fault.Transient, "the caller's own")
		}
		for range figures.BreakerFailures {
			began := time.Now()
			_, err := s.Verification.FindINN(t.Context(), s.id, form())
			require.ErrorIs(t, err, fault.Transient)
			require.Equal(t, figures.Timeout, time.Since(began))
		}
		asked := s.Registry.Asked(verification.INNCheck)
		_, err := s.Verification.FindINN(t.Context(), s.id, form())
		require.ErrorIs(t, err, fault.Transient)
		require.Equal(t, asked, s.Registry.Asked(verification.INNCheck), "it is left alone")

		s.Registry.Behave(verification.INNCheck, memory.Behaviour{})
		time.Sleep(figures.BreakerRest + 1)
		found, err := s.Verification.FindINN(t.Context(), s.id, form())
		require.NoError(t, err)
		require.Equal(t, "500100732259", found.INN.Reveal())
	})
}

func TestLookupsEvents(t *testing.T) {
	golden.Check(t, verification.LookupsCodec(), "testdata/lookups", verification.LookupCounted{Account: "a", At: noon})
}
