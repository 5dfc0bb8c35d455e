package postgres

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Options of [Open]. The zero value is what most programs want.
type Options struct {
	// Clock is [ServerClock] by default.
	Clock Clock
	// Partitions is by how many tables the events are spread, by the hash of their stream, when the schema
	// is created; 0 or 1 is one plain table.
	Partitions int
}

// Open connects to the database that the connection string names and brings the schema up to date. The
// string is a URL or keyword=value pairs as libpq takes them, with pool_max_conns and its like as pgxpool
// does; search_path in it names the schema, "kabinet" by default, which is created if need be. Connecting
// may take connect_timeout, 5 s by default.
//
// Behind a pooler that shares connections between transactions, such as PgBouncer, add
// default_query_exec_mode=exec: statements are then not prepared, which costs some of the server's time and
// no round trip.
//
// A schema that is up to date is only read, and its role needs no right to create anything; see [Migrate].
// [ErrNotKabinet] and [ErrNewerSchema] say that it is not one to open. No error holds the connection string.
func Open(ctx context.Context, connection string, options Options) (*Store, error) {
	target, err := parse(connection, options)
	if err != nil {
		return nil, err
	}
	if err := target.connected(ctx, target.migrate); err != nil {
		return nil, err
	}
	if err := target.connected(ctx, target.allowed); err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, target.config)
	if err != nil {
		return nil, target.explain(ctx, err)
	}
	return &Store{pool: pool, schema: target.schema, clock: options.Clock}, nil
}

// Close waits for the calls that are running and makes every later call fail with
// [eventsourcing.ErrClosed]. It may be called twice.
func (s *Store) Close() error {
	s.life.Lock()
	defer s.life.Unlock()
	if !s.closed {
		s.closed = true
		s.signal.End()
		s.pool.Close()
	}
	return nil
}
