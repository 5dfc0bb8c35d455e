package sqlite

import (
	"context"
	"database/sql/driver"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Park implements [eventsourcing.Parking].
func (s *Store) Park(ctx context.Context, parked eventsourcing.Parked, fence eventsourcing.Fence) error {
	return s.write(ctx, func(c *conn) error {
		if err := checkFence(c, fence); err != nil {
			return err
		}
		_, err := c.exec(`INSERT OR REPLACE INTO parked
			(consumer, stream, lane, version, position, attempts, reason, since, decision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			parked.Group, parked.Stream.String(), int64(parked.Lane), parked.Version, parked.Position,
			int64(parked.Attempts), parked.Reason, micros(parked.Since), int64(parked.Order))
		return err
	})
}

// Parked implements [eventsourcing.Parking].
func (s *Store) Parked(ctx context.Context, group string) (parked []eventsourcing.Parked, err error) {
	err = s.read(ctx, func(c *conn) (err error) {
		queryErr := c.each(func(row []driver.Value) bool {
			var stream eventsourcing.Stream
			if stream, err = streamOf(row[0]); err != nil {
				return false
			}
			parked = append(parked, eventsourcing.Parked{
				Group:    group,
				Stream:   stream,
				Lane:     int(integer(row[1])),
				Version:  integer(row[2]),
				Position: integer(row[3]),
				Attempts: int(integer(row[4])),
				Reason:   text(row[5]),
				Since:    fromMicros(integer(row[6])),
				Order:    eventsourcing.ParkingOrder(integer(row[7])),
			})
			return true
		}, `SELECT stream, lane, version, position, attempts, reason, since, decision
			FROM parked WHERE consumer = ? ORDER BY position`, group)
		if queryErr != nil {
			return queryErr
		}
		return err
	})
	return parked, err
}

// Unpark implements [eventsourcing.Parking].
func (s *Store) Unpark(ctx context.Context, group string, stream eventsourcing.Stream, fence eventsourcing.Fence) error {
	return s.write(ctx, func(c *conn) error {
		if err := checkFence(c, fence); err != nil {
			return err
		}
		_, err := c.exec("DELETE FROM parked WHERE consumer = ? AND stream = ?", group, stream.String())
		return err
	})
}

// Instruct implements [eventsourcing.Parking].
func (s *Store) Instruct(ctx context.Context, group string, stream eventsourcing.Stream, order eventsourcing.ParkingOrder) (ok bool, err error) {
	return s.writeIf(ctx, "UPDATE parked SET decision = ? WHERE consumer = ? AND stream = ?", int64(order), group, stream.String())
}
