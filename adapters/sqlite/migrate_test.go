package sqlite

import (
	"database/sql/driver"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
)

func TestAFailedMigrationLeavesTheSchemaAsItWas(t *testing.T) {
	f := written(t, 3)
	next := file{path: f.path, schema: append(f.schema, "CREATE TABLE extra (x); CREATE TABLE events (x)")}
	for range 2 {
		_, err := next.open(t.Context(), options(t))
		require.ErrorIs(t, err, fault.Permanent)
		require.ErrorContains(t, err, "upgrading the schema")
		require.ErrorContains(t, err, f.path)
	}
	g, err := f.open(t.Context(), options(t))
	require.NoError(t, err)
	defer func() { require.NoError(t, g.conn.close()) }()
	row, err := g.conn.first("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'")
	require.NoError(t, err)
	require.Zero(t, integer(row[0]))
	row, err = g.conn.first("SELECT count(*) FROM events")
	require.NoError(t, err)
	require.Equal(t, int64(3), integer(row[0]))
}

func TestAnOlderSchemaIsBroughtUpToDate(t *testing.T) {
	f := written(t, 3)
	newer := file{path: f.path, schema: append(f.schema, "CREATE TABLE extra (x)", "INSERT INTO extra SELECT position FROM events")}
	for range 2 {
		g, err := newer.open(t.Context(), options(t))
		require.NoError(t, err)
		row, err := g.conn.first("SELECT count(*), (SELECT * FROM pragma_user_version) FROM extra")
		require.NoError(t, err)
		require.Equal(t, int64(3), integer(row[0]), "each migration runs once")
		require.Equal(t, int64(len(newer.schema)), integer(row[1]))
		require.NoError(t, g.conn.close())
	}
	_, err := f.open(t.Context(), options(t))
	require.ErrorIs(t, err, ErrNewerSchema)
}

func TestAFailedCreationLeavesAnEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kabinet.db")
	_, err := file{path: path, schema: []string{"CREATE TABLE a (x); nonsense"}}.open(t.Context(), options(t))
	require.ErrorIs(t, err, fault.Permanent)
	s, err := Open(t.Context(), path, Options{})
	require.NoError(t, err)
	require.NoError(t, s.Close())
}

// The plans are those the indexes were made for: a scan here would cost more with every account.
func TestNoQueryGoesOverAWholeTable(t *testing.T) {
	s := newStored(t, Options{})
	for _, query := range []string{
		"SELECT max(version) FROM events WHERE stream = ?",
		"SELECT " + columns + " FROM events WHERE stream = ? AND version > ? AND version <= ? ORDER BY version",
		"SELECT " + columns + ", stream FROM events WHERE position > ? ORDER BY position LIMIT ?",
		"SELECT max(position) FROM events",
		"SELECT stream, " + purgeable + " FROM (SELECT DISTINCT stream FROM events WHERE stream > ? AND stream < ? ORDER BY stream LIMIT ?) s",
		"DELETE FROM claims WHERE owner = ?",
		"SELECT kind, idx FROM claims WHERE expires <= ? ORDER BY expires LIMIT ?",
		"SELECT stream, name, due, attempt FROM timers WHERE due <= ? ORDER BY due LIMIT ?",
		"SELECT due FROM timers ORDER BY due LIMIT 1",
		"SELECT id, wrapped FROM data_keys WHERE kek = ? ORDER BY id LIMIT ?",
	} {
		for _, step := range s.plan(query) {
			require.NotContains(t, step, "TEMP B-TREE", query)
			if step != "SCAN s" && step != "SCAN timers USING COVERING INDEX timers_due" {
				require.NotContains(t, step, "SCAN ", query)
			}
		}
	}
	some, _ := within([]string{"a", "b"}, 0, 1, 1)
	require.Equal(t, []string{"SEARCH events USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"}, s.plan(some))
}

func (s *stored) plan(query string) (steps []string) {
	s.t.Helper()
	require.NoError(s.t, s.writer.conn.each(func(row []driver.Value) bool {
		steps = append(steps, text(row[3]))
		return true
	}, "EXPLAIN QUERY PLAN "+strings.ReplaceAll(query, "?", "1")))
	require.NotEmpty(s.t, steps)
	return steps
}

// written makes a store with so many events.
func written(t *testing.T, events int) file {
	t.Helper()
	s := newStored(t, Options{})
	for i := range events {
		s.append(account(i), 0)
	}
	require.NoError(t, s.Close())
	known, err := schema()
	require.NoError(t, err)
	return file{path: s.path, schema: known}
}

func options(t *testing.T) Options {
	t.Helper()
	o, err := Options{}.withDefaults()
	require.NoError(t, err)
	return o
}
