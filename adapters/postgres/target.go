package postgres

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kabinet-go/kabinet/fault"
)

// target is the schema a connection string names, and the way there.
type target struct {
	config  *pgxpool.Config
	schema  string
	options Options
}

const (
	// pingAfter is how long a connection may rest without being asked whether it still works.
	pingAfter = time.Second
	// patience is how long connecting, and that question, may take. A place in the pool is taken meanwhile.
	patience = 5 * time.Second
	// maxPartitions is more than any machine wants.
	maxPartitions = 1024
)

// plain names need no quotes anywhere.
var plain = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// parse never repeats the string: there may be a password in it.
func parse(connection string, options Options) (*target, error) {
	if options.Partitions < 0 || options.Partitions > maxPartitions || options.Clock < ServerClock || options.Clock > CallerClock {
		return nil, fault.AsPermanent(fmt.Errorf("postgres: no option may be negative, unknown or over %d: %+v", maxPartitions, options))
	}
	config, err := pgxpool.ParseConfig(connection)
	if err != nil {
		return nil, fault.AsPermanent(errors.New("postgres: the connection string is neither a URL (postgres://user:password@host:5432/database) " +
			"nor keyword=value pairs with values that exist; it is not repeated here since it may hold a password"))
	}
	schema, named := config.ConnConfig.RuntimeParams["search_path"]
	if !named {
		schema = defaultSchema
	}
	if !plain.MatchString(schema) {
		return nil, fault.AsPermanent(fmt.Errorf("postgres: search_path must name one schema, of small letters, digits and underscores, and is %q", schema))
	}
	// All statements name the schema. Behind a pooler a parameter of the session would be another's too.
	delete(config.ConnConfig.RuntimeParams, "search_path")
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = patience
	}
	if config.PingTimeout == 0 {
		config.PingTimeout = patience
	}
	config.ConnConfig.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &canceller{conn: conn}
	}
	config.ShouldPing = func(_ context.Context, params pgxpool.ShouldPingParams) bool {
		return params.IdleDuration > pingAfter || spoken(params.Conn.PgConn().Conn())
	}
	return &target{config: config, schema: schema, options: options}, nil
}

// connected does something on a connection outside the pool.
func (t *target) connected(ctx context.Context, do func(context.Context, *pgx.Conn) error) error {
	conn, err := pgx.ConnectConfig(ctx, t.config.ConnConfig)
	if err == nil {
		err = errors.Join(do(ctx, conn), conn.Close(context.WithoutCancel(ctx)))
	}
	return t.explain(ctx, err)
}

// explain says which schema it is about.
func (t *target) explain(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil && ended(err) {
		return err
	}
	err = outcome{ctx: ctx, err: err}.explain()
	return fmt.Errorf("opening schema %s: %w", t.schema, err)
}

// inspect reports whether the schema is up to date, and refuses what is not to be touched.
func (t *target) inspect(ctx context.Context, conn interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}, steps int,
) (current bool, err error) {
	var ours, other bool
	err = conn.QueryRow(ctx, `SELECT coalesce(bool_or(c.relname = $2), false), count(*) > 0
		FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`, t.schema, versions).Scan(&ours, &other)
	switch {
	case err != nil:
		return false, err
	case !ours && other:
		return false, ErrNotKabinet
	case !ours:
		return false, nil
	}
	var version int
	err = conn.QueryRow(ctx, inSchema("SELECT coalesce(max(version_id), 0) FROM kabinet."+versions+" WHERE is_applied", t.schema)).Scan(&version)
	switch {
	case err != nil:
		return false, err
	case version > steps:
		return false, fmt.Errorf("%w (it has version %d, this is version %d)", ErrNewerSchema, version, steps)
	}
	return version == steps, nil
}

// allowed finds out before the first command whether the role may do what commands do.
func (t *target) allowed(ctx context.Context, conn *pgx.Conn) error {
	var missing []string
	err := conn.QueryRow(ctx, `SELECT coalesce(array_agg(wanted || ' on ' || c.relname ORDER BY c.relname, wanted), '{}')
		FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace,
			unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE']) wanted
		WHERE n.nspname = $1 AND c.relname <> $2 AND NOT c.relispartition AND CASE
			WHEN c.relkind IN ('r', 'p') AND wanted <> 'USAGE' THEN NOT has_table_privilege(c.oid, wanted)
			WHEN c.relkind = 'S' AND wanted = 'USAGE' AND c.relname = 'events_position' THEN NOT has_sequence_privilege(c.oid, wanted)
			ELSE false END`, t.schema, versions).Scan(&missing)
	if err != nil || len(missing) == 0 {
		return err
	}
	return fault.AsPermanent(fmt.Errorf("postgres: the role %q lacks rights in the schema %s; grant it %s",
		t.config.ConnConfig.User, t.schema, strings.Join(missing, ", ")))
}

// inSchema gives statements, which name the schema as by default, another schema.
func inSchema(statements, schema string) string {
	if schema == defaultSchema {
		return statements
	}
	return strings.ReplaceAll(statements, defaultSchema+".", schema+".")
}
