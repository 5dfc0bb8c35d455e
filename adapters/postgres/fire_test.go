package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/storetest"
)

// unsynced adds to a connection string that commits need not wait for the disk: these tests lose readers and
// processes, not power.
const unsynced = "&synchronous_commit=off"

// host is a program with rows of its own beside the events.
type host struct{ pool *pgxpool.Pool }

func newHost(t *testing.T, connection string) host {
	t.Helper()
	config, err := pgxpool.ParseConfig(connection)
	require.NoError(t, err)
	config.MaxConns = 17
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return host{pool: pool}
}

// transact is a harness's Transact.
func (h host) transact(ctx context.Context, store eventsourcing.Store, disturbance storetest.Disturbance, work func(context.Context) error) error {
	tx, err := h.pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // after a commit it does nothing
	if disturbance.Early {
		if _, err := tx.Exec(ctx, "SELECT pg_current_xact_id()"); err != nil {
			return err
		}
	}
	if err := work(store.(*postgres.Store).InTx(ctx, tx)); err != nil || disturbance.RollBack {
		return err
	}
	return tx.Commit(ctx)
}
