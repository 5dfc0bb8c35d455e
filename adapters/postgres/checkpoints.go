package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Checkpoints implements [eventsourcing.Checkpoints].
func (s *Store) Checkpoints(ctx context.Context, group string) (checkpoints []eventsourcing.Checkpoint, err error) {
	err = s.each(ctx, func(row pgx.CollectableRow) (struct{}, error) {
		var checkpoint eventsourcing.Checkpoint
		err := row.Scan(&checkpoint.Lane, &checkpoint.Lanes, &checkpoint.Position)
		checkpoints = append(checkpoints, checkpoint)
		return struct{}{}, err
	}, "SELECT lane, lanes, position FROM kabinet.checkpoints WHERE consumer = $1 ORDER BY lane", group)
	if err != nil {
		return nil, err
	}
	return checkpoints, nil
}

// saveCheckpoints saves the last one given of each lane, if every lease is held.
const saveCheckpoints = `WITH given AS (
		SELECT * FROM unnest($2::integer[], $3::integer[], $4::bigint[], $5::text[], $6::bigint[])
			WITH ORDINALITY AS given (lane, lanes, position, lease, token, place)
	), held AS (
		SELECT FROM kabinet.leases WHERE holder IS NOT NULL AND (name, token) IN (SELECT lease, token FROM given)
		ORDER BY name FOR KEY SHARE
	), verdict AS (
		SELECT (SELECT count(*) FROM held) = (SELECT count(DISTINCT (lease, token)) FROM given) AS ok
	), saved AS (
		INSERT INTO kabinet.checkpoints (consumer, lane, lanes, position)
		SELECT DISTINCT ON (lane) $1, lane, lanes, position FROM given, verdict WHERE ok ORDER BY lane, place DESC
		ON CONFLICT (consumer, lane) DO UPDATE SET lanes = excluded.lanes, position = excluded.position
	)
	SELECT ok FROM verdict`

// SaveCheckpoints implements [eventsourcing.Checkpoints].
func (s *Store) SaveCheckpoints(ctx context.Context, group string, checkpoints ...eventsourcing.Checkpoint) error {
	lanes, counts, positions := make([]int, len(checkpoints)), make([]int, len(checkpoints)), make([]int64, len(checkpoints))
	leases, tokens := make([]string, len(checkpoints)), make([]int64, len(checkpoints))
	for i, checkpoint := range checkpoints {
		lanes[i], counts[i], positions[i] = checkpoint.Lane, checkpoint.Lanes, checkpoint.Position
		leases[i], tokens[i] = checkpoint.Fence.Lease, checkpoint.Fence.Token
	}
	return s.fenced(ctx, saveCheckpoints, group, lanes, counts, positions, leases, tokens)
}
