package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Snapshot implements [eventsourcing.Snapshots].
func (s *Store) Snapshot(ctx context.Context, stream eventsourcing.Stream) (snapshot eventsourcing.Snapshot, ok bool, err error) {
	var key *string
	err = s.read(ctx, func(q querier) error {
		return q.QueryRow(ctx, s.sql("SELECT version, schema, data, key FROM kabinet.snapshots WHERE category = $1 AND id = $2"),
			stream.Category, stream.ID).Scan(&snapshot.Version, &snapshot.Schema, &snapshot.Data, &key)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return eventsourcing.Snapshot{}, false, nil
	}
	if err != nil {
		return eventsourcing.Snapshot{}, false, err
	}
	snapshot.Stream = stream
	if key != nil {
		snapshot.Key = *key
	}
	return snapshot, true, nil
}

const saveSnapshot = `INSERT INTO kabinet.snapshots AS kept (category, id, version, schema, data, key)
	VALUES ($1, $2, $3, $4, $5, nullif($6, ''))
	ON CONFLICT (category, id) DO UPDATE
		SET version = excluded.version, schema = excluded.schema, data = excluded.data, key = excluded.key
		WHERE excluded.version > kept.version`

// SaveSnapshot implements [eventsourcing.Snapshots].
func (s *Store) SaveSnapshot(ctx context.Context, snapshot eventsourcing.Snapshot) error {
	return s.write(ctx, func(q querier) error {
		_, err := q.Exec(ctx, s.sql(saveSnapshot), snapshot.Stream.Category, snapshot.Stream.ID,
			snapshot.Version, snapshot.Schema, snapshot.Data, snapshot.Key)
		return err
	})
}
