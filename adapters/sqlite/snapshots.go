package sqlite

import (
	"context"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Snapshot implements [eventsourcing.Snapshots].
func (s *Store) Snapshot(ctx context.Context, stream eventsourcing.Stream) (snapshot eventsourcing.Snapshot, ok bool, err error) {
	err = s.read(ctx, func(c *conn) error {
		row, err := c.first("SELECT version, schema, data, key FROM snapshots WHERE stream = ?", stream.String())
		if err == nil && row != nil {
			ok = true
			snapshot = eventsourcing.Snapshot{
				Stream: stream, Version: integer(row[0]), Schema: int(integer(row[1])), Data: blob(row[2]), Key: text(row[3]),
			}
		}
		return err
	})
	return snapshot, ok, err
}

// SaveSnapshot implements [eventsourcing.Snapshots].
func (s *Store) SaveSnapshot(ctx context.Context, snapshot eventsourcing.Snapshot) error {
	_, err := s.writeIf(ctx, `INSERT INTO snapshots (stream, version, schema, data, key) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET version = excluded.version, schema = excluded.schema, data = excluded.data, key = excluded.key
		WHERE excluded.version > version`,
		snapshot.Stream.String(), snapshot.Version, int64(snapshot.Schema), nullable(snapshot.Data), orNull(snapshot.Key))
	return err
}
