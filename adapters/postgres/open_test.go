package postgres_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func TestOpeningRefusesWhatCannotBeMeant(t *testing.T) {
	connection := postgrestest.Connection(t)
	for name, tt := range map[string]struct {
		connection string
		options    postgres.Options
		says       string
	}{
		"no connection string":   {connection: "postgres://anna:geheim@host:port/", says: "connection string"},
		"a strange parameter":    {connection: connection + "&sslmode=maybe&password=geheim", says: "connection string"},
		"several schemas":        {connection: changed(t, connection, "search_path", "a, public"), says: "one schema"},
		"a schema in quotes":     {connection: changed(t, connection, "search_path", `"a'b"`), says: "one schema"},
		"no schema":              {connection: changed(t, connection, "search_path", ""), says: "one schema"},
		"negative partitions":    {connection: connection, options: postgres.Options{Partitions: -1}, says: "option"},
		"very many partitions":   {connection: connection, options: postgres.Options{Partitions: 1 << 20}, says: "option"},
		"an unknown clock":       {connection: connection, options: postgres.Options{Clock: 7}, says: "option"},
		"another database":       {connection: strings.Replace(connection, "/postgres?", "/nowhere?", 1), says: "no such database"},
		"an unknown role":        {connection: strings.Replace(connection, "//postgres@", "//nobody:geheim@", 1), says: "role"},
		"an unknown parameter":   {connection: connection + "&no_such_thing=1", says: "no_such_thing"},
		"the schema of the host": {connection: changed(t, connection, "search_path", "pg_catalog"), says: "not a schema of Kabinet's"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, open := range []func() error{
				func() error { _, err := postgres.Open(t.Context(), tt.connection, tt.options); return err },
				func() error { return postgres.Migrate(t.Context(), tt.connection, tt.options) },
			} {
				err := open()
				require.ErrorIs(t, err, fault.Permanent)
				require.ErrorContains(t, err, tt.says)
				require.NotContains(t, err.Error(), "geheim")
			}
		})
	}
	_, err := postgres.Open(t.Context(), "postgres://anna:geheim@127.0.0.1:1/x", postgres.Options{})
	require.ErrorIs(t, err, fault.Transient)
	require.NotContains(t, err.Error(), "geheim")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = postgres.Open(ended, connection, postgres.Options{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestAForeignSchemaIsLeftAlone(t *testing.T) {
	connection := postgrestest.Connection(t)
	execute(t, connection, "CREATE SCHEMA "+schemaOf(t, connection))
	execute(t, connection, "CREATE TABLE events (mine text)")
	_, err := postgres.Open(t.Context(), connection, postgres.Options{})
	require.ErrorIs(t, err, postgres.ErrNotKabinet)
	execute(t, connection, "INSERT INTO events (mine) VALUES ('untouched'); DROP TABLE events")
	open(t, connection, postgres.Options{})
}

func TestANewerSchemaIsLeftAlone(t *testing.T) {
	connection := postgrestest.Connection(t)
	open(t, connection, postgres.Options{})
	execute(t, connection, "INSERT INTO kabinet_migrations (version_id, is_applied) VALUES (1000, true)")
	for _, err := range []error{second(postgres.Open(t.Context(), connection, postgres.Options{})), postgres.Migrate(t.Context(), connection, postgres.Options{})} {
		require.ErrorIs(t, err, postgres.ErrNewerSchema)
		require.ErrorContains(t, err, "1000")
	}
}

func second(_ *postgres.Store, err error) error { return err }

func TestManyProcessesMayOpenAtOnce(t *testing.T) {
	connection := postgrestest.Connection(t)
	var opening sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		opening.Go(func() {
			store, err := postgres.Open(t.Context(), connection, postgres.Options{})
			if err == nil {
				_, err = store.Append(t.Context(), adding(one(fmt.Sprint(i)), 0, 1))
				_ = store.Close()
			}
			errs[i] = err
		})
	}
	opening.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	page, err := open(t, connection, postgres.Options{}).Read(t.Context(), 0, 100)
	require.NoError(t, err)
	require.Len(t, page.Records, len(errs))
}

// One role owns the schema, another works in it, a third may not.
func TestARoleNeedsNoMoreRightsThanItsWork(t *testing.T) {
	owner := postgrestest.Connection(t)
	schema := schemaOf(t, owner)
	worker := schema + "_worker"
	execute(t, owner, "CREATE ROLE "+worker+" LOGIN")
	t.Cleanup(func() {
		execute(t, changed(t, owner, "search_path", "public"), "DROP OWNED BY "+worker+"; DROP ROLE "+worker)
	})
	connection := as(t, owner, worker)

	_, err := postgres.Open(t.Context(), connection, postgres.Options{})
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, worker)
	require.ErrorContains(t, err, "grant this one CREATE")

	require.NoError(t, postgres.Migrate(t.Context(), owner, postgres.Options{}))
	_, err = postgres.Open(t.Context(), connection, postgres.Options{})
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "USAGE")

	execute(t, owner, fmt.Sprintf("GRANT USAGE ON SCHEMA %[1]s TO %[2]s; GRANT SELECT ON ALL TABLES IN SCHEMA %[1]s TO %[2]s", schema, worker))
	_, err = postgres.Open(t.Context(), connection, postgres.Options{})
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "INSERT on events")
	require.ErrorContains(t, err, "USAGE on events_position")

	execute(t, owner, fmt.Sprintf("GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %[1]s TO %[2]s; GRANT USAGE ON SEQUENCE %[1]s.events_position TO %[2]s", schema, worker))
	store := open(t, connection, postgres.Options{})
	batch := adding(one("1"), 0, 2)
	batch.Claims = []eventsourcing.Claim{{ClaimKey: eventsourcing.ClaimKey{Kind: "k", Index: "i"}, Owner: one("1")}}
	_, err = store.Append(t.Context(), batch)
	require.NoError(t, err)
	_, err = store.Purge(t.Context(), "account", batch.Now, 1)
	require.NoError(t, err)
	page, err := store.Read(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, page.Records, 2)

	execute(t, owner, "REVOKE INSERT ON events FROM "+worker)
	_, err = store.Append(t.Context(), adding(one("2"), 0, 1))
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "lacks a right")
}

func TestASchemaThatIsDroppedIsPermanent(t *testing.T) {
	connection := postgrestest.Connection(t)
	store := open(t, connection, postgres.Options{})
	_, err := store.Append(t.Context(), adding(one("1"), 0, 1))
	require.NoError(t, err)
	execute(t, connection, "DROP SCHEMA "+schemaOf(t, connection)+" CASCADE")
	_, err = store.Append(t.Context(), adding(one("1"), 1, 1))
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "missing")
}

func TestEventsAreSpreadOverPartitions(t *testing.T) {
	connection := postgrestest.Connection(t)
	store := open(t, connection, postgres.Options{Partitions: 3})
	for i := range 30 {
		_, err := store.Append(t.Context(), adding(one(fmt.Sprint(i)), 0, 2))
		require.NoError(t, err)
	}
	again := open(t, connection, postgres.Options{})
	page, err := again.Read(t.Context(), 0, 100)
	require.NoError(t, err)
	require.Len(t, page.Records, 60)
	execute(t, connection, `DO $$ BEGIN
		ASSERT (SELECT count(*) FROM events_0) > 0 AND (SELECT count(*) FROM events_1) > 0 AND (SELECT count(*) FROM events_2) > 0;
		ASSERT to_regclass('events_3') IS NULL;
	END $$`)
}

// changed sets a parameter of a connection string.
func changed(t *testing.T, connection, name, value string) string {
	t.Helper()
	address, err := url.Parse(connection)
	require.NoError(t, err)
	query := address.Query()
	query.Set(name, value)
	address.RawQuery = query.Encode()
	return address.String()
}

func as(t *testing.T, connection, role string) string {
	t.Helper()
	address, err := url.Parse(connection)
	require.NoError(t, err)
	address.User = url.User(role)
	return address.String()
}

func schemaOf(t *testing.T, connection string) string {
	t.Helper()
	address, err := url.Parse(connection)
	require.NoError(t, err)
	return address.Query().Get("search_path")
}

// A server that accepts connections and never speaks is given up.
func TestOpenGivesUpASilentServer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, listener.Close()) }()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err = postgres.Open(ctx, fmt.Sprintf("postgres://me:secret@%s/db?sslmode=disable", listener.Addr()), postgres.Options{})
	require.NoError(t, ctx.Err(), "it gave up by itself")
	require.ErrorIs(t, err, fault.Transient)
	require.NotContains(t, err.Error(), "secret")
}
