package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Park implements [eventsourcing.Parking].
func (s *Store) Park(ctx context.Context, parked eventsourcing.Parked, fence eventsourcing.Fence) error {
	return s.fenced(ctx, `WITH held AS (`+held+`), parked AS (
			INSERT INTO kabinet.parked (consumer, category, id, lane, version, position, attempts, reason, since, decision)
			SELECT $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM held
			ON CONFLICT (consumer, category, id) DO UPDATE SET
				lane = excluded.lane, version = excluded.version, position = excluded.position, attempts = excluded.attempts,
				reason = excluded.reason, since = excluded.since, decision = excluded.decision
		)
		SELECT EXISTS (SELECT FROM held)`,
		fence.Lease, fence.Token, parked.Group, parked.Stream.Category, parked.Stream.ID, parked.Lane, parked.Version,
		parked.Position, parked.Attempts, parked.Reason, parked.Since, int(parked.Order))
}

// Parked implements [eventsourcing.Parking].
func (s *Store) Parked(ctx context.Context, group string) (parked []eventsourcing.Parked, err error) {
	err = s.each(ctx, func(row pgx.CollectableRow) (struct{}, error) {
		p := eventsourcing.Parked{Group: group}
		err := row.Scan(&p.Stream.Category, &p.Stream.ID, &p.Lane, &p.Version, &p.Position, &p.Attempts, &p.Reason, &p.Since, &p.Order)
		p.Since = p.Since.UTC()
		parked = append(parked, p)
		return struct{}{}, err
	}, `SELECT category, id, lane, version, position, attempts, reason, since, decision
		FROM kabinet.parked WHERE consumer = $1 ORDER BY position`, group)
	if err != nil {
		return nil, err
	}
	return parked, nil
}

// Unpark implements [eventsourcing.Parking].
func (s *Store) Unpark(ctx context.Context, group string, stream eventsourcing.Stream, fence eventsourcing.Fence) error {
	return s.fenced(ctx, `WITH held AS (`+held+`), unparked AS (
			DELETE FROM kabinet.parked WHERE consumer = $3 AND category = $4 AND id = $5 AND EXISTS (SELECT FROM held)
		)
		SELECT EXISTS (SELECT FROM held)`,
		fence.Lease, fence.Token, group, stream.Category, stream.ID)
}

// Instruct implements [eventsourcing.Parking].
func (s *Store) Instruct(ctx context.Context, group string, stream eventsourcing.Stream, order eventsourcing.ParkingOrder) (ok bool, err error) {
	return s.changes(ctx, "UPDATE kabinet.parked SET decision = $4 WHERE consumer = $1 AND category = $2 AND id = $3",
		group, stream.Category, stream.ID, int(order))
}
