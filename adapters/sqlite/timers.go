package sqlite

import (
	"context"
	"database/sql/driver"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Due implements [eventsourcing.Timers].
func (s *Store) Due(ctx context.Context, now time.Time, limit int) (due []eventsourcing.Timer, err error) {
	err = s.read(ctx, func(c *conn) (err error) {
		queryErr := c.each(func(row []driver.Value) bool {
			var stream eventsourcing.Stream
			if stream, err = streamOf(row[0]); err != nil {
				return false
			}
			due = append(due, eventsourcing.Timer{
				TimerKey: eventsourcing.TimerKey{Stream: stream, Name: text(row[1])},
				Due:      fromMicros(integer(row[2])),
				Attempt:  int(integer(row[3])),
			})
			return true
		}, "SELECT stream, name, due, attempt FROM timers WHERE due <= ? ORDER BY due LIMIT ?", micros(now), int64(max(limit, 0)))
		if queryErr != nil {
			return queryErr
		}
		return err
	})
	return due, err
}

// Done implements [eventsourcing.Timers].
func (s *Store) Done(ctx context.Context, timer eventsourcing.Timer) (ok bool, err error) {
	return s.writeIf(ctx, "DELETE FROM timers WHERE stream = ? AND name = ? AND due = ?",
		timer.Stream.String(), timer.Name, micros(timer.Due))
}

// Postpone implements [eventsourcing.Timers].
func (s *Store) Postpone(ctx context.Context, timer eventsourcing.Timer, due time.Time) (ok bool, err error) {
	return s.writeIf(ctx, "UPDATE timers SET due = ?, attempt = attempt + 1 WHERE stream = ? AND name = ? AND due = ?",
		micros(due), timer.Stream.String(), timer.Name, micros(timer.Due))
}

func applyTimers(c *conn, batch eventsourcing.Batch) error {
	for _, cancel := range batch.Cancels {
		if _, err := c.exec("DELETE FROM timers WHERE stream = ? AND name = ?", cancel.Stream.String(), cancel.Name); err != nil {
			return err
		}
	}
	for _, timer := range batch.Timers {
		_, err := c.exec(`INSERT INTO timers (stream, name, due, attempt) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET due = excluded.due, attempt = excluded.attempt`,
			timer.Stream.String(), timer.Name, micros(timer.Due), int64(timer.Attempt))
		if err != nil {
			return err
		}
	}
	return nil
}
