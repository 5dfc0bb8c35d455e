package sqlite

import (
	"context"
	"database/sql/driver"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Checkpoints implements [eventsourcing.Checkpoints].
func (s *Store) Checkpoints(ctx context.Context, group string) (checkpoints []eventsourcing.Checkpoint, err error) {
	err = s.read(ctx, func(c *conn) error {
		return c.each(func(row []driver.Value) bool {
			checkpoints = append(checkpoints, eventsourcing.Checkpoint{
				Lane:     int(integer(row[0])),
				Lanes:    int(integer(row[1])),
				Position: integer(row[2]),
			})
			return true
		}, "SELECT lane, lanes, position FROM checkpoints WHERE consumer = ? ORDER BY lane", group)
	})
	return checkpoints, err
}

// SaveCheckpoints implements [eventsourcing.Checkpoints].
func (s *Store) SaveCheckpoints(ctx context.Context, group string, checkpoints ...eventsourcing.Checkpoint) error {
	return s.write(ctx, func(c *conn) error {
		for _, checkpoint := range checkpoints {
			if err := checkFence(c, checkpoint.Fence); err != nil {
				return err
			}
			_, err := c.exec(`INSERT INTO checkpoints (consumer, lane, lanes, position) VALUES (?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET lanes = excluded.lanes, position = excluded.position`,
				group, int64(checkpoint.Lane), int64(checkpoint.Lanes), checkpoint.Position)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
