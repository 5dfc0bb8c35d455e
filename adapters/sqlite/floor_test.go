package sqlite_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/sqlite"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// floor is what the store is compared with.
type floor struct {
	db                              *sql.DB
	version, insert, loading, paged *sql.Stmt
}

func newFloor(b *testing.B) *floor {
	b.Helper()
	path := filepath.Join(b.TempDir(), "floor.db")
	store, err := sqlite.Open(b.Context(), path, sqlite.Options{})
	require.NoError(b, err)
	require.NoError(b, store.Close())
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_txlock=immediate")
	require.NoError(b, err)
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	prepare := func(query string) *sql.Stmt {
		s, err := db.Prepare(query)
		require.NoError(b, err)
		return s
	}
	const columns = "position, stream, version, id, type, schema, time, data, sealed, key, metadata"
	return &floor{
		db:      db,
		version: prepare("SELECT max(version) FROM events WHERE stream = ?"),
		insert: prepare(`INSERT INTO events (stream, version, id, type, schema, time, data, sealed, key, metadata)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		loading: prepare("SELECT " + columns + " FROM events WHERE stream = ? AND version > ? ORDER BY version"),
		paged:   prepare("SELECT " + columns + " FROM events WHERE position > ? ORDER BY position LIMIT ?"),
	}
}

func (f *floor) append(b *testing.B, id string, expected int64, records []eventsourcing.Record) {
	b.Helper()
	tx, err := f.db.Begin()
	require.NoError(b, err)
	var version sql.NullInt64
	require.NoError(b, tx.Stmt(f.version).QueryRow("account/"+id).Scan(&version)) //nolint:sqlclosecheck // the transaction closes it
	require.Equal(b, expected, version.Int64)
	insert := tx.Stmt(f.insert) //nolint:sqlclosecheck // the transaction closes it
	for i, r := range records {
		metadata, err := json.Marshal(r.Metadata)
		require.NoError(b, err)
		_, err = insert.Exec("account/"+id, expected+int64(i)+1, r.ID, r.Type, r.Schema, r.Time.UnixMicro(), r.Data, r.Sealed, r.Key, string(metadata))
		require.NoError(b, err)
	}
	require.NoError(b, tx.Commit())
}

func (f *floor) load(b *testing.B, id string, after int64) int {
	b.Helper()
	return f.records(b, f.loading, "account/"+id, after)
}

func (f *floor) read(b *testing.B) (n int) {
	b.Helper()
	for {
		found := f.records(b, f.paged, int64(n), 500)
		if found == 0 {
			return n
		}
		n += found
	}
}

func (f *floor) records(b *testing.B, query *sql.Stmt, args ...any) int {
	b.Helper()
	rows, err := query.QueryContext(context.Background(), args...)
	require.NoError(b, err)
	defer func() { require.NoError(b, rows.Close()) }()
	var records []eventsourcing.Record
	for rows.Next() {
		var r eventsourcing.Record
		var stream, metadata string
		var micros int64
		require.NoError(b, rows.Scan(&r.Position, &stream, &r.Version, &r.ID, &r.Type, &r.Schema, &micros, &r.Data, &r.Sealed, &r.Key, &metadata))
		require.NoError(b, json.Unmarshal([]byte(metadata), &r.Metadata))
		r.Time = time.UnixMicro(micros).UTC()
		records = append(records, r)
	}
	require.NoError(b, rows.Err())
	return len(records)
}
