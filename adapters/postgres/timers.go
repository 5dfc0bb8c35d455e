package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Due implements [eventsourcing.Timers].
func (s *Store) Due(ctx context.Context, now time.Time, limit int) (due []eventsourcing.Timer, err error) {
	err = s.each(ctx, func(row pgx.CollectableRow) (struct{}, error) {
		var timer eventsourcing.Timer
		err := row.Scan(&timer.Stream.Category, &timer.Stream.ID, &timer.Name, &timer.Due, &timer.Attempt)
		timer.Due = timer.Due.UTC()
		due = append(due, timer)
		return struct{}{}, err
	}, "SELECT category, id, name, due, attempt FROM kabinet.timers WHERE due <= $1 ORDER BY due LIMIT $2", now, max(limit, 0))
	if err != nil {
		return nil, err
	}
	return due, nil
}

// Done implements [eventsourcing.Timers].
func (s *Store) Done(ctx context.Context, timer eventsourcing.Timer) (ok bool, err error) {
	return s.changes(ctx, "DELETE FROM kabinet.timers WHERE category = $1 AND id = $2 AND name = $3 AND due = $4",
		timer.Stream.Category, timer.Stream.ID, timer.Name, timer.Due)
}

// Postpone implements [eventsourcing.Timers].
func (s *Store) Postpone(ctx context.Context, timer eventsourcing.Timer, due time.Time) (ok bool, err error) {
	return s.changes(ctx, `UPDATE kabinet.timers SET due = $5, attempt = attempt + 1
		WHERE category = $1 AND id = $2 AND name = $3 AND due = $4`,
		timer.Stream.Category, timer.Stream.ID, timer.Name, timer.Due, due)
}
