package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// querier is a connection of the pool, or the transaction of a host.
type querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults
}

// read runs one call that changes nothing, if the store is open.
func (s *Store) read(ctx context.Context, work func(querier) error) error {
	return s.run(ctx, work, false)
}

// write runs one call that changes something by a single statement, if the store is open. Its error is in
// doubt where that statement may have been committed.
func (s *Store) write(ctx context.Context, work func(querier) error) error {
	return s.run(ctx, work, true)
}

func (s *Store) run(ctx context.Context, work func(querier) error, commits bool) error {
	s.life.RLock()
	defer s.life.RUnlock()
	if s.closed {
		return eventsourcing.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if tx, ok := s.transaction(ctx); ok {
		return outcome{ctx: ctx, err: work(tx)}.explain() // what happens is decided by the host's commit
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return outcome{ctx: ctx, err: err}.explain() // nothing can have happened yet
	}
	defer conn.Release()
	err = work(conn)
	return outcome{ctx: ctx, err: err, lost: conn.Conn().IsClosed(), commits: commits}.explain()
}
