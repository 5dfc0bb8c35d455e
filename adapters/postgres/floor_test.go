package postgres_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// floor is what the store is compared with: pgx with its statement cache doing one autocommit INSERT per
// append, on the same tables with the trigger and all indexes, leaving conflicts to the primary key.
type floor struct{ pool *pgxpool.Pool }

func newFloor(b *testing.B) *floor {
	b.Helper()
	connection := postgrestest.Connection(b)
	store, err := postgres.Open(b.Context(), connection, postgres.Options{})
	require.NoError(b, err)
	require.NoError(b, store.Close())
	config, err := pgxpool.ParseConfig(connection)
	require.NoError(b, err)
	config.MaxConns = 8
	pool, err := pgxpool.NewWithConfig(b.Context(), config)
	require.NoError(b, err)
	b.Cleanup(pool.Close)
	return &floor{pool}
}

const (
	floorInsert = `INSERT INTO events (category, id, version, event, type, schema, time, data, sealed, key, metadata)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	floorColumns = "position, category, id, version, event, type, schema, time, data, sealed, key, metadata"
)

// append sends many rows as pgx sends them best without COPY, which is not for few: pipelined.
func (f *floor) append(b *testing.B, id string, expected int64, records []eventsourcing.Record) {
	b.Helper()
	var batch pgx.Batch
	for i, r := range records {
		metadata, err := json.Marshal(r.Metadata)
		require.NoError(b, err)
		args := []any{"account", id, expected + int64(i) + 1, r.ID, r.Type, r.Schema, r.Time, r.Data, r.Sealed, r.Key, metadata}
		if len(records) == 1 {
			_, err := f.pool.Exec(context.Background(), floorInsert, args...)
			require.NoError(b, err)
			return
		}
		batch.Queue(floorInsert, args...)
	}
	require.NoError(b, f.pool.SendBatch(context.Background(), &batch).Close())
}

func (f *floor) load(b *testing.B, id string, after int64) int {
	b.Helper()
	return f.records(b, "SELECT "+floorColumns+" FROM events WHERE category = $1 AND id = $2 AND version > $3 ORDER BY version", "account", id, after)
}

func (f *floor) read(b *testing.B) (n int) {
	b.Helper()
	for {
		found := f.records(b, "SELECT "+floorColumns+" FROM events WHERE position > $1 ORDER BY position LIMIT $2", n, 500)
		if found == 0 {
			return n
		}
		n += found
	}
}

func (f *floor) records(b *testing.B, query string, args ...any) int {
	b.Helper()
	rows, err := f.pool.Query(context.Background(), query, args...)
	require.NoError(b, err)
	defer rows.Close()
	var records []eventsourcing.Record
	for rows.Next() {
		var r eventsourcing.Record
		var metadata []byte
		require.NoError(b, rows.Scan(&r.Position, &r.Stream.Category, &r.Stream.ID, &r.Version, &r.ID, &r.Type, &r.Schema,
			&r.Time, &r.Data, &r.Sealed, &r.Key, &metadata))
		require.NoError(b, json.Unmarshal(metadata, &r.Metadata))
		records = append(records, r)
	}
	require.NoError(b, rows.Err())
	return len(records)
}
