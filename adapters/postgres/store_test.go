package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/storetest"
)

func TestStoreKeepsThePromisesOfThePort(t *testing.T) {
	storetest.Run(t, harness(postgres.Options{Clock: postgres.CallerClock}))
}

func TestPartitionedStoreKeepsThePromisesOfThePort(t *testing.T) {
	storetest.Run(t, harness(postgres.Options{Clock: postgres.CallerClock, Partitions: 4}))
}

func harness(options postgres.Options) func(t *testing.T) storetest.Harness {
	return func(t *testing.T) storetest.Harness {
		t.Helper()
		connection := postgrestest.Connection(t)
		return storetest.Harness{
			Durable:  true,
			Several:  true,
			Transact: newHost(t, connection).transact,
			Open: func(t *testing.T) eventsourcing.Store {
				t.Helper()
				return open(t, connection, options)
			},
			FailAppends: func(t *testing.T) (mend func()) {
				t.Helper()
				execute(t, connection, `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
					$$BEGIN RAISE EXCEPTION 'broken on purpose'; END$$;
					CREATE TRIGGER failing AFTER INSERT ON timers FOR EACH ROW EXECUTE FUNCTION fail()`)
				return func() { execute(t, connection, "DROP TRIGGER failing ON timers") }
			},
		}
	}
}

func open(tb testing.TB, connection string, options postgres.Options) *postgres.Store {
	tb.Helper()
	store, err := postgres.Open(tb.Context(), connection, options)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, store.Close()) })
	return store
}

// execute runs SQL in the schema as another program would, also when the test is over.
func execute(tb testing.TB, connection, statements string) {
	tb.Helper()
	ctx := context.WithoutCancel(tb.Context())
	conn, err := pgx.Connect(ctx, connection)
	require.NoError(tb, err)
	defer func() { require.NoError(tb, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, statements)
	require.NoError(tb, err)
}
