package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/sqlite"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/storetest"
)

func TestStoreKeepsThePromisesOfThePort(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Harness {
		t.Helper()
		path := filepath.Join(t.TempDir(), "kabinet.db")
		return storetest.Harness{
			Durable: true,
			Several: true,
			Open: func(t *testing.T) eventsourcing.Store {
				t.Helper()
				store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
				require.NoError(t, err)
				return store
			},
			FailAppends: func(t *testing.T) (mend func()) {
				t.Helper()
				execute(t, path, `CREATE TRIGGER failing AFTER INSERT ON timers BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END`)
				return func() { execute(t, path, "DROP TRIGGER failing") }
			},
		}
	})
}

// execute runs SQL on the file as another program would.
func execute(tb testing.TB, path, statements string) {
	tb.Helper()
	db, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(5000)")
	require.NoError(tb, err)
	defer func() { require.NoError(tb, db.Close()) }()
	_, err = db.ExecContext(tb.Context(), statements)
	require.NoError(tb, err)
}

// during runs SQL and looks at the files while the connection is still open.
func during(tb testing.TB, path, statements string, look func()) {
	tb.Helper()
	db, err := sql.Open("sqlite", path)
	require.NoError(tb, err)
	defer func() { require.NoError(tb, db.Close()) }()
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(tb.Context(), statements)
	require.NoError(tb, err)
	look()
}
