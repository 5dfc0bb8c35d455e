package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/kabinet-go/kabinet/fault"
)

// Migrations are numbered from 00001 without gaps and never changed once released.
//
//go:embed migrations/*.sql
var migrations embed.FS

// versions is the table in which goose keeps what was applied. It tells a schema of Kabinet's from others.
const versions = "kabinet_migrations"

// Migrate creates the schema that the connection string names, or brings it up to date, and opens nothing:
// for deployments where one role owns the schema and another works in it. The latter needs USAGE on the schema
// and on its sequence, and SELECT, INSERT, UPDATE and DELETE on its tables; [Open] then changes nothing. It may
// be called at any time and by several processes at once. Options count when it creates the schema.
func Migrate(ctx context.Context, connection string, options Options) error {
	target, err := parse(connection, options)
	if err != nil {
		return err
	}
	return target.connected(ctx, target.migrate)
}

// steps are the migrations for one schema.
func (t *target) steps() ([]*goose.Migration, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	steps := make([]*goose.Migration, len(names))
	for i, name := range names {
		if !strings.HasPrefix(path.Base(name), fmt.Sprintf("%05d_", i+1)) {
			return nil, fmt.Errorf("postgres: migration %d is missing before %s", i+1, name)
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		statements := t.partitioned(inSchema(string(text), t.schema))
		steps[i] = goose.NewGoMigration(int64(i+1), &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, statements)
			return err
		}}, nil)
	}
	return steps, nil
}

// migrate lets one process at a time do the work; the others then find it done.
func (t *target) migrate(ctx context.Context, conn *pgx.Conn) error {
	steps, err := t.steps()
	if err != nil {
		return err
	}
	if current, err := t.inspect(ctx, conn, len(steps)); err != nil || current {
		return err
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(1801, hashtext($1))", t.schema); err != nil {
		return err
	}
	if current, err := t.inspect(ctx, tx, len(steps)); err != nil || current {
		return err
	}
	if err := t.apply(ctx, steps); err != nil {
		return t.denied(err)
	}
	return tx.Commit(ctx)
}

// apply works on a connection of its own, since the one with the lock is in a transaction.
func (t *target) apply(ctx context.Context, steps []*goose.Migration) error {
	db := stdlib.OpenDB(*t.config.ConnConfig)
	defer func() { _ = db.Close() }()
	if err := t.createSchema(ctx, db); err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, nil,
		goose.WithTableName(t.schema+"."+versions), goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// createSchema asks first, since even a schema that exists needs a right that only its creation should need.
func (t *target) createSchema(ctx context.Context, db *sql.DB) error {
	var exists bool
	err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1)", t.schema).Scan(&exists)
	if err != nil || exists {
		return err
	}
	_, err = db.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+t.schema)
	return err
}

// denied says which right is missing for changing the schema.
func (t *target) denied(err error) error {
	cause, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || cause.Code != "42501" {
		return err
	}
	return fault.AsPermanent(fmt.Errorf("postgres: the role %q may not create or change the schema %s: "+
		"let a role that owns it call Migrate, or grant this one CREATE on the database %q: %w",
		t.config.ConnConfig.User, t.schema, t.config.ConnConfig.Database, err))
}

// partitioned spreads the events over several tables.
func (t *target) partitioned(migration string) string {
	const (
		head = ".events (\n"
		tail = "PRIMARY KEY (category, id, version)\n);"
	)
	if t.options.Partitions < 2 || !strings.Contains(migration, "CREATE TABLE "+t.schema+head) {
		return migration
	}
	var spread strings.Builder
	spread.WriteString("PRIMARY KEY (category, id, version)\n) PARTITION BY HASH (category, id);")
	for i := range t.options.Partitions {
		fmt.Fprintf(&spread, "\nCREATE TABLE %[1]s.events_%[2]d PARTITION OF %[1]s.events FOR VALUES WITH (MODULUS %[3]d, REMAINDER %[2]d);",
			t.schema, i, t.options.Partitions)
	}
	return strings.Replace(migration, tail, spread.String(), 1)
}
