package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Large and small batches at once: no record of another one comes between those of one.
func TestRecordsOfABatchHavePositionsThatFollowEachOther(t *testing.T) {
	store := open(t, postgrestest.Connection(t)+"&pool_max_conns=8", postgres.Options{})
	const writers, rounds = 8, 15
	var writing sync.WaitGroup
	for i := range writers {
		writing.Go(func() {
			for round := range rounds {
				size := []int{1, 300, 1, 7}[(i+round)%4]
				batch := adding(one(fmt.Sprint(i, " ", round)), 0, size)
				last, err := store.Append(t.Context(), batch)
				if err != nil {
					t.Error(err)
					return
				}
				first := last - int64(size) + 1
				for record, err := range store.Load(t.Context(), batch.Streams[0].Stream, 0) {
					if err != nil || record.Position != first+record.Version-1 {
						t.Errorf("record %d of a batch that begins at %d is at %d: %v", record.Version, first, record.Position, err)
						return
					}
				}
			}
		})
	}
	writing.Wait()
}

// Several positions are drawn while nobody else draws any, and one while nobody draws several; not longer.
func TestPositionsAreDrawnUnderALockOfTheirOwn(t *testing.T) {
	h := newHosting(t)
	lock := func(tx pgx.Tx, function string) {
		_, err := tx.Exec(t.Context(), "SELECT "+function+"(1800, 'events'::regclass::oid::integer)")
		require.NoError(t, err)
	}
	for _, tt := range []struct {
		drawing string
		records int
		waits   bool
	}{
		{"pg_advisory_xact_lock_shared", 1, false},
		{"pg_advisory_xact_lock_shared", 2, true},
		{"pg_advisory_xact_lock", 1, true},
		{"pg_advisory_xact_lock", 2, true},
	} {
		other := h.begin()
		lock(other, tt.drawing)
		done := make(chan error, 1)
		go func() {
			_, err := h.store.Append(t.Context(), adding(one(fmt.Sprint(tt)), 0, tt.records))
			done <- err
		}()
		if tt.waits {
			h.awaitBlocked(1)
			require.NoError(t, other.Rollback(t.Context()))
		}
		require.NoError(t, <-done)
		require.NoError(t, ignoreClosed(other.Rollback(t.Context())))
	}
	appended := h.begin()
	_, err := h.store.Append(h.store.InTx(t.Context(), appended), adding(one("within"), 0, 2))
	require.NoError(t, err)
	other := h.begin()
	lock(other, "pg_advisory_xact_lock")
	require.NoError(t, other.Rollback(t.Context()))
	require.NoError(t, appended.Rollback(t.Context()))
}

func ignoreClosed(err error) error {
	if errors.Is(err, pgx.ErrTxClosed) {
		return nil
	}
	return err
}

// An append waits for one to the same stream, or that relies on it, and for no other.
func TestAnAppendWaitsOnlyForWhatItTouches(t *testing.T) {
	h := newHosting(t)
	guard := func(stream eventsourcing.Stream, expected int64) eventsourcing.Batch {
		return eventsourcing.Batch{Streams: []eventsourcing.Append{{Stream: stream, Expected: expected}}}
	}
	timer := eventsourcing.Batch{Timers: []eventsourcing.Timer{{TimerKey: eventsourcing.TimerKey{Stream: one("written"), Name: "t"}}}}
	key := eventsourcing.ClaimKey{Kind: "phone", Index: "x"}
	claim := eventsourcing.Batch{Claims: []eventsourcing.Claim{{ClaimKey: key, Owner: one("z")}}}
	release := eventsourcing.Batch{Releases: []eventsourcing.Claim{{ClaimKey: key, Owner: one("z")}}}
	dataKey := eventsourcing.Batch{Keys: []eventsourcing.WrappedKey{{ID: "k", KEK: "kek"}}}
	erasure := eventsourcing.Batch{Erase: []string{"k"}}

	tx := h.begin()
	mine := adding(one("written"), 0, 1)
	mine.Streams = append(mine.Streams, eventsourcing.Append{Stream: one("relied on"), Expected: 0})
	mine.Claims = []eventsourcing.Claim{{ClaimKey: key, Owner: one("written")}}
	mine.Keys = []eventsourcing.WrappedKey{{ID: "k", KEK: "kek"}}
	_, err := h.store.Append(h.store.InTx(t.Context(), tx), mine)
	require.NoError(t, err)

	for name, batch := range map[string]eventsourcing.Batch{
		"another stream": adding(one("another"), 0, 1),
		"also relying":   guard(one("relied on"), 0),
		"relying on nothing about what is written": guard(one("written"), eventsourcing.AnyVersion),
	} {
		_, err := h.store.Append(t.Context(), batch)
		require.NoError(t, err, name)
	}

	waiting := []eventsourcing.Batch{
		adding(one("written"), eventsourcing.AnyVersion, 1), guard(one("written"), 1), adding(one("relied on"), 0, 1),
		timer, claim, release, dataKey, erasure,
	}
	other := open(t, h.connection+"&pool_max_conns=8", postgres.Options{})
	errs := make([]error, len(waiting))
	var appending sync.WaitGroup
	for i, batch := range waiting {
		appending.Go(func() { _, errs[i] = other.Append(t.Context(), batch) })
	}
	h.awaitBlocked(len(waiting))
	require.NoError(t, tx.Commit(t.Context()))
	appending.Wait()
	for i, err := range errs {
		switch i {
		case 1: // before or after the first one
			require.True(t, err == nil || strings.Contains(err.Error(), "is at version 2"), "%v", err)
		case 4:
			require.ErrorContains(t, err, "claimed")
		case 6:
			require.Error(t, err)
		default:
			require.NoError(t, err)
		}
	}
}

// Every statement and every part at once, in every order: nobody waits in a circle.
func TestAppendsInAnyOrderDoNotBlockEachOther(t *testing.T) {
	store := open(t, postgrestest.Connection(t)+"&pool_max_conns=8", postgres.Options{})
	const writers, rounds = 8, 10
	var writing sync.WaitGroup
	for i := range writers {
		writing.Go(func() {
			for round := range rounds {
				var batch eventsourcing.Batch
				for k := range 6 {
					name := fmt.Sprint((i + round + k*(1+i%2*4)) % 6)
					stream, key := one(name), eventsourcing.ClaimKey{Kind: "phone", Index: name}
					switch (i + k) % 3 {
					case 0:
						batch.Streams = append(batch.Streams, adding(stream, eventsourcing.AnyVersion, 1).Streams...)
						batch.Cancels = append(batch.Cancels, eventsourcing.TimerKey{Stream: stream, Name: "t"})
						batch.Erase = append(batch.Erase, name)
					case 1:
						batch.Claims = append(batch.Claims, eventsourcing.Claim{ClaimKey: key, Owner: one("owner")})
					default:
						batch.Releases = append(batch.Releases, eventsourcing.Claim{ClaimKey: key, Owner: one("owner")})
						batch.Timers = append(batch.Timers, eventsourcing.Timer{TimerKey: eventsourcing.TimerKey{Stream: stream, Name: "t"}})
					}
				}
				if _, err := store.Append(t.Context(), batch); err != nil {
					t.Error(err)
				}
				if _, err := store.Purge(t.Context(), "account", batch.Now, 10); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
}
