package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// The feed, timers, leases, checkpoints and parked messages take no part in a transaction of the host's, see
// [Store.InTx]: what is below runs aside of it.

// changes runs a statement and reports whether it changed a row.
func (s *Store) changes(ctx context.Context, statement string, args ...any) (changed bool, err error) {
	err = s.write(s.aside(ctx), func(q querier) error {
		tag, err := q.Exec(ctx, s.sql(statement), args...)
		changed = tag.RowsAffected() > 0
		return err
	})
	return changed, err
}

// each runs a query and hands every row to read.
func (s *Store) each(ctx context.Context, read pgx.RowToFunc[struct{}], statement string, args ...any) error {
	return s.read(s.aside(ctx), func(q querier) error {
		rows, err := q.Query(ctx, s.sql(statement), args...)
		if err != nil {
			return err
		}
		_, err = pgx.CollectRows(rows, read)
		return err
	})
}

func (s *Store) aside(ctx context.Context) context.Context {
	if _, within := s.transaction(ctx); within {
		return s.InTx(ctx, nil)
	}
	return ctx
}
