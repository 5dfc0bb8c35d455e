package main

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
)

func openTestSchemas(t *testing.T) *schemas {
	t.Helper()
	postgrestest.Connection(t) // skips without a server
	db, err := openSchemas(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.close(context.WithoutCancel(t.Context()))) })
	return db
}

func TestSchemasAreApartAndDropped(t *testing.T) {
	db := openTestSchemas(t)
	first, err := db.newSchema(t.Context())
	require.NoError(t, err)
	second, err := db.newSchema(t.Context())
	require.NoError(t, err)
	require.NotEqual(t, first, second)
	names := db.made
	for _, connection := range []string{first, second} {
		pool, err := pgxpool.New(t.Context(), connection)
		require.NoError(t, err)
		_, err = pool.Exec(t.Context(), "CREATE TABLE things (id bigint)")
		require.NoError(t, err)
		pool.Close()
	}
	require.NoError(t, db.drop(t.Context()))
	for _, name := range names {
		var left bool
		require.NoError(t, db.admin.QueryRow(t.Context(), "SELECT to_regnamespace($1) IS NOT NULL", name).Scan(&left))
		assert.False(t, left, name)
	}
}

// What was written is vacuumed by us, and by nobody else on one side only.
func TestSettleVacuums(t *testing.T) {
	db := openTestSchemas(t)
	defer func() { assert.NoError(t, db.drop(t.Context())) }()
	_, err := db.newSchema(t.Context())
	require.NoError(t, err)
	table := db.made[0] + ".things"
	_, err = db.admin.Exec(t.Context(), "CREATE TABLE "+table+" AS SELECT * FROM generate_series(1, 1000)")
	require.NoError(t, err)
	require.NoError(t, db.settle(t.Context()))
	var options []string
	var vacuumed int // and not which pages became visible to all: transactions elsewhere have a say in that
	err = db.admin.QueryRow(t.Context(), "SELECT reloptions, pg_stat_get_vacuum_count(oid) FROM pg_class WHERE oid = $1::regclass", table).
		Scan(&options, &vacuumed)
	require.NoError(t, err)
	assert.Equal(t, []string{"autovacuum_enabled=off"}, options)
	assert.Equal(t, 1, vacuumed)
}
