package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/registration"
)

// hosting is a service with rows of its own beside the store.
type hosting struct {
	t          *testing.T
	connection string
	store      *postgres.Store
	pool       *pgxpool.Pool
}

func newHosting(t *testing.T) *hosting {
	t.Helper()
	connection := postgrestest.Connection(t)
	h := &hosting{t: t, connection: connection, store: open(t, connection, postgres.Options{})}
	pool, err := pgxpool.New(t.Context(), connection)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	h.pool = pool
	execute(t, connection, "CREATE TABLE customers (name text)")
	return h
}

func (h *hosting) begin() pgx.Tx {
	h.t.Helper()
	tx, err := h.pool.Begin(h.t.Context())
	require.NoError(h.t, err)
	h.t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
	return tx
}

func (h *hosting) customers() (n int) {
	h.t.Helper()
	require.NoError(h.t, h.pool.QueryRow(h.t.Context(), "SELECT count(*) FROM customers").Scan(&n))
	return n
}

func (h *hosting) insert(tx pgx.Tx) {
	h.t.Helper()
	_, err := tx.Exec(h.t.Context(), "INSERT INTO customers VALUES ('anna')")
	require.NoError(h.t, err)
}

func one(id string) eventsourcing.Stream {
	return eventsourcing.Stream{Category: "account", ID: id}
}

// adding appends so many records after the expected version.
func adding(stream eventsourcing.Stream, expected int64, records int) eventsourcing.Batch {
	add := eventsourcing.Append{Stream: stream, Expected: expected}
	for range records {
		add.Records = append(add.Records, eventsourcing.Record{ID: "e", Type: "test.happened", Schema: 1, Time: time.Unix(1_800_000_000, 0)})
	}
	return eventsourcing.Batch{Now: time.Unix(1_800_000_000, 0), Streams: []eventsourcing.Append{add}}
}

func count(t *testing.T, ctx context.Context, store *postgres.Store, stream eventsourcing.Stream) (n int) {
	t.Helper()
	for _, err := range store.Load(ctx, stream, 0) {
		require.NoError(t, err)
		n++
	}
	return n
}

func TestAHostsRowsAndAnAccountCommitTogether(t *testing.T) {
	h := newHosting(t)
	k := newKabinet(t, h.store)
	for _, commit := range []bool{false, true} {
		tx := h.begin()
		ctx := h.store.InTx(t.Context(), tx)
		_, err := k.Registration.Register(ctx, anna())
		require.NoError(t, err)
		h.insert(tx)
		page, err := h.store.Read(t.Context(), 0, 10)
		require.NoError(t, err)
		require.Empty(t, page.Records, "nobody sees what is not committed")
		if !commit {
			require.NoError(t, tx.Rollback(t.Context()))
			require.Zero(t, h.customers())
			continue
		}
		require.NoError(t, tx.Commit(t.Context()))
		require.Equal(t, 1, h.customers())
		page, err = h.store.Read(t.Context(), 0, 10)
		require.NoError(t, err)
		require.NotEmpty(t, page.Records)
	}
}

func anna() registration.Register {
	return registration.Register{
		Name: registration.Name{Family: "Ёлкина", Given: "Анна"}, Contact: "+79161234567",
		Consents: []registration.Consent{{Purpose: account.Terms, Version: "1"}, {Purpose: account.PersonalData, Version: "1"}},
		Channel:  "web",
	}
}

func newKabinet(t *testing.T, store eventsourcing.Store) *kabinet.Kabinet {
	t.Helper()
	ports := memory.New().Ports
	ports.Store = store
	k, err := kabinet.New(ports, kabinet.DefaultPolicy())
	require.NoError(t, err)
	return k
}

func TestATransactionSeesWhatItWroteAndOthersDoNot(t *testing.T) {
	h := newHosting(t)
	tx := h.begin()
	within := h.store.InTx(t.Context(), tx)
	batch := adding(one("1"), 0, 2)
	key := eventsourcing.ClaimKey{Kind: "phone", Index: "x"}
	batch.Claims = []eventsourcing.Claim{{ClaimKey: key, Owner: one("1")}}
	batch.Keys = []eventsourcing.WrappedKey{{ID: "1", KEK: "kek", Wrapped: []byte("secret")}}
	_, err := h.store.Append(within, batch)
	require.NoError(t, err)
	require.NoError(t, h.store.SaveSnapshot(within, eventsourcing.Snapshot{Stream: one("1"), Version: 2, Schema: 1}))

	look := func(ctx context.Context) (there [4]bool) {
		there[0] = count(t, ctx, h.store, one("1")) == 2
		_, there[1], err = h.store.Owner(ctx, key, batch.Now)
		require.NoError(t, err)
		_, err = h.store.Key(ctx, "1")
		there[2] = err == nil
		_, there[3], err = h.store.Snapshot(ctx, one("1"))
		require.NoError(t, err)
		return there
	}
	require.Equal(t, [4]bool{true, true, true, true}, look(within))
	require.Equal(t, [4]bool{}, look(t.Context()))
	other := open(t, h.connection, postgres.Options{})
	require.Equal(t, [4]bool{}, look(other.InTx(t.Context(), tx)), "the transaction is that of one store")
	require.NoError(t, tx.Commit(t.Context()))
	require.Equal(t, [4]bool{true, true, true, true}, look(t.Context()))
}

func TestATransactionIsUsableAfterEveryObstacle(t *testing.T) {
	h := newHosting(t)
	held := eventsourcing.ClaimKey{Kind: "phone", Index: "x"}
	given := adding(one("there"), 0, 1)
	given.Claims = []eventsourcing.Claim{{ClaimKey: held, Owner: one("there")}}
	given.Keys = []eventsourcing.WrappedKey{{ID: "there", KEK: "k", Wrapped: []byte("w")}, {ID: "erased", KEK: "k", Wrapped: []byte("w")}}
	given.Erase = []string{"erased"}
	_, err := h.store.Append(t.Context(), given)
	require.NoError(t, err)

	tx := h.begin()
	within := h.store.InTx(t.Context(), tx)
	for name, spoil := range map[string]func(*eventsourcing.Batch){
		"fence":    func(b *eventsourcing.Batch) { b.Fences = []eventsourcing.Fence{{Lease: "l", Token: 1}} },
		"conflict": func(b *eventsourcing.Batch) { b.Streams[0].Expected = 7 },
		"claim": func(b *eventsourcing.Batch) {
			b.Claims = []eventsourcing.Claim{{ClaimKey: held, Owner: one("new")}}
		},
		"key":    func(b *eventsourcing.Batch) { b.Keys = []eventsourcing.WrappedKey{{ID: "there"}} },
		"erased": func(b *eventsourcing.Batch) { b.Keys = []eventsourcing.WrappedKey{{ID: "erased"}} },
		"two": func(b *eventsourcing.Batch) {
			b.Keys = []eventsourcing.WrappedKey{{ID: "two", KEK: "k"}, {ID: "two", KEK: "k"}}
		},
	} {
		batch := adding(one("new"), 0, 1)
		spoil(&batch)
		_, err := h.store.Append(within, batch)
		require.Error(t, err, name)
		require.NotErrorIs(t, err, fault.Transient, name)
	}
	h.insert(tx)
	_, err = h.store.Append(within, adding(one("new"), 0, 1))
	require.NoError(t, err)
	require.NoError(t, tx.Commit(t.Context()))
	require.Equal(t, 1, h.customers())
	require.Equal(t, 1, count(t, t.Context(), h.store, one("new")))
}

// Somebody else is faster in the midst of a unit of work: it runs again in the same transaction.
func TestAConflictInsideATransactionIsRetried(t *testing.T) {
	h := newHosting(t)
	engine, tallies := newTallies(t, h.store)
	tx := h.begin()
	h.insert(tx)
	attempts := 0
	err := engine.Do(h.store.InTx(t.Context(), tx), func(ctx context.Context, unit *eventsourcing.Unit) error {
		attempts++
		tally, err := tallies.Load(ctx, unit, "1")
		if err != nil {
			return err
		}
		if attempts == 1 {
			require.NoError(t, count1(t.Context(), engine, tallies))
		}
		return tally.Decide(countOne)
	})
	require.NoError(t, err)
	require.Equal(t, 2, attempts)
	require.NoError(t, tx.Commit(t.Context()))
	require.Equal(t, 1, h.customers())
	require.Equal(t, 2, count(t, t.Context(), h.store, eventsourcing.Stream{Category: "tally", ID: "1"}))
}

func TestAnEmptyBatchKeepsALeaseUntilTheCommit(t *testing.T) {
	h := newHosting(t)
	now := time.Now()
	lease, ok, err := h.store.Acquire(t.Context(), "lane", "me", now, time.Hour)
	require.NoError(t, err)
	require.True(t, ok)
	fence := eventsourcing.Batch{Now: now, Fences: []eventsourcing.Fence{{Lease: "lane", Token: lease.Token}}}

	tx := h.begin()
	_, err = h.store.Append(h.store.InTx(t.Context(), tx), fence)
	require.NoError(t, err)
	again, ok, err := h.store.Acquire(t.Context(), "lane", "me", now, time.Hour)
	require.NoError(t, err)
	require.True(t, ok, "the holder renews without waiting")
	require.Equal(t, lease.Token, again.Token)

	require.NoError(t, h.store.Release(t.Context(), lease))
	taken := make(chan error, 1)
	go func() {
		_, _, err := h.store.Acquire(t.Context(), "lane", "you", now, time.Hour)
		taken <- err
	}()
	h.awaitBlocked(1)
	require.Empty(t, taken, "the lease cannot be taken before the commit")
	h.insert(tx)
	require.NoError(t, tx.Commit(t.Context()))
	require.NoError(t, <-taken)

	tx = h.begin()
	_, err = h.store.Append(h.store.InTx(t.Context(), tx), fence)
	require.ErrorIs(t, err, eventsourcing.ErrFenced)
	h.insert(tx)
	require.NoError(t, tx.Commit(t.Context()))
}

// awaitBlocked waits until so many statements on the schema wait for a lock.
func (h *hosting) awaitBlocked(want int) {
	h.t.Helper()
	schema := h.pool.Config().ConnConfig.RuntimeParams["search_path"]
	require.Eventually(h.t, func() bool {
		var waiting int
		err := h.pool.QueryRow(h.t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE wait_event_type = 'Lock' AND position($1 IN query) > 0`, schema).Scan(&waiting)
		return err == nil && waiting == want
	}, 30*time.Second, 5*time.Millisecond)
}

func TestAnAppendNeedsReadCommitted(t *testing.T) {
	h := newHosting(t)
	tx, err := h.pool.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.Background()) }()
	_, err = h.store.Append(h.store.InTx(t.Context(), tx), adding(one("1"), 0, 1))
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "READ COMMITTED")
}

func TestNothingInsideATransactionIsInDoubt(t *testing.T) {
	h := newHosting(t)
	tx := h.begin()
	_, err := h.pool.Exec(t.Context(), "SELECT pg_terminate_backend($1)", tx.Conn().PgConn().PID())
	require.NoError(t, err)
	_, err = h.store.Append(h.store.InTx(t.Context(), tx), adding(one("1"), 0, 1))
	require.ErrorIs(t, err, fault.Transient)
	require.False(t, errors.Is(err, fault.InDoubt), "without a commit it has not happened")
}
