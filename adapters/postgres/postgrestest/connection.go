// Package postgrestest finds the PostgreSQL server that tests may use.
package postgrestest

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/oklog/ulid/v2"
)

const (
	// EnvConnection names the connection string, as a URL, of a database in which tests may make schemas.
	EnvConnection = "KABINET_TEST_POSTGRES"
	// EnvRequire makes a test fail where it would be skipped for want of a server, when it is "1".
	EnvRequire = "KABINET_REQUIRE_SERVICES"

	local = "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable"
)

// Connection returns the connection string of a schema of the test's own, for postgres.Open to create, and
// drops that schema when the test is over. Without a server the test is skipped, or fails, see [EnvRequire].
func Connection(tb testing.TB) string {
	tb.Helper()
	server := os.Getenv(EnvConnection)
	if server == "" {
		server = local
	}
	address, err := url.Parse(server)
	if err != nil {
		tb.Fatalf("%s is no URL: %v", EnvConnection, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		if os.Getenv(EnvRequire) == "1" {
			tb.Fatalf("no PostgreSQL: %v; name one in %s", err, EnvConnection)
		}
		tb.Skipf("no PostgreSQL: %v; name one in %s", err, EnvConnection)
	}
	defer func() { _ = conn.Close(ctx) }()

	schema := "test_" + strings.ToLower(ulid.Make().String())
	tb.Cleanup(func() { drop(tb, server, schema) })
	query := address.Query()
	query.Set("search_path", schema)
	address.RawQuery = query.Encode()
	return address.String()
}

func drop(tb testing.TB, server, schema string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		tb.Errorf("dropping schema %s: %v", schema, err)
		return
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "DROP SCHEMA IF EXISTS "+schema+" CASCADE"); err != nil {
		tb.Errorf("dropping schema %s: %v", schema, err)
	}
}
