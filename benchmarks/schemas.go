package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
)

const (
	// envConnection and localServer are where the tests of the store find their server, too.
	envConnection = "KABINET_TEST_POSTGRES"
	localServer   = "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable"
	// schemaPrefix begins the names of the schemas made.
	schemaPrefix = "kabinet_bench_"
	// connections is how many one contender may open, whoever it is: one for each of eight writers, and
	// some for those who look after the feed.
	connections = "12"
)

// schemas are made in one database, one for each subject, until they are dropped.
type schemas struct {
	database *url.URL
	admin    *pgx.Conn
	made     []string
}

// openSchemas finds the server.
func openSchemas(ctx context.Context) (*schemas, error) {
	server := cmp.Or(os.Getenv(envConnection), localServer)
	database, err := url.Parse(server)
	if err != nil {
		return nil, fmt.Errorf("%s is no URL: %w", envConnection, err)
	}
	admin, err := pgx.Connect(ctx, server)
	if err != nil {
		return nil, fmt.Errorf("no PostgreSQL: %w; name one in %s, or leave it out with -stores memory,sqlite", err, envConnection)
	}
	return &schemas{database: database, admin: admin}, nil
}

// newConnection names a schema of its own, for a store to create.
func (s *schemas) newConnection() string {
	schema := schemaPrefix + strings.ToLower(rand.Text())
	s.made = append(s.made, schema)
	address, query := *s.database, s.database.Query()
	query.Set("search_path", schema)
	query.Set("pool_max_conns", connections)
	address.RawQuery = query.Encode()
	return address.String()
}

// newSchema makes it at once, for those who do not.
func (s *schemas) newSchema(ctx context.Context) (connection string, err error) {
	connection = s.newConnection()
	_, err = s.admin.Exec(ctx, "CREATE SCHEMA "+s.made[len(s.made)-1])
	return connection, err
}

// settle vacuums what was written, so that no measurement pays for what was done before it, and keeps the
// server from doing so by itself on one side only.
func (s *schemas) settle(ctx context.Context) error {
	fresh, err := s.tables(ctx, "AND reloptions IS NULL")
	if err != nil {
		return err
	}
	for _, table := range fresh {
		if _, err := s.admin.Exec(ctx, "ALTER TABLE "+table+" SET (autovacuum_enabled = off)"); err != nil {
			return err
		}
	}
	all, err := s.tables(ctx, "")
	if err != nil || len(all) == 0 {
		return err
	}
	_, err = s.admin.Exec(ctx, "VACUUM (ANALYZE) "+strings.Join(all, ", "))
	return err
}

// tables are those in the schemas made, of which the condition holds.
func (s *schemas) tables(ctx context.Context, condition string) ([]string, error) {
	rows, err := s.admin.Query(ctx, `SELECT format('%I.%I', nspname, relname)
		FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
		WHERE relkind = 'r' AND nspname = ANY($1) `+condition, s.made)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// checkpoint has the server write everything out, so that it need not while a row is measured.
func (s *schemas) checkpoint(ctx context.Context) error {
	_, err := s.admin.Exec(ctx, "CHECKPOINT")
	return err
}

// drop removes what was made.
func (s *schemas) drop(ctx context.Context) error {
	errs := make([]error, len(s.made))
	for i, schema := range s.made {
		_, errs[i] = s.admin.Exec(ctx, "DROP SCHEMA IF EXISTS "+schema+" CASCADE")
	}
	s.made = nil
	return errors.Join(errs...)
}

// about names the version of the server and how durable its commits are.
func (s *schemas) about(ctx context.Context) (text string, err error) {
	err = s.admin.QueryRow(ctx, `SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1)
		|| ' (synchronous_commit ' || current_setting('synchronous_commit')
		|| ', fsync ' || current_setting('fsync')
		|| ', full_page_writes ' || current_setting('full_page_writes')
		|| ', shared_buffers ' || current_setting('shared_buffers') || ')'`).Scan(&text)
	return text, err
}

func (s *schemas) close(ctx context.Context) error {
	return s.admin.Close(context.WithoutCancel(ctx))
}
