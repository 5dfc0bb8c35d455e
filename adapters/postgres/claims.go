package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Owner implements [eventsourcing.Claims].
func (s *Store) Owner(ctx context.Context, key eventsourcing.ClaimKey, now time.Time) (owner eventsourcing.Stream, ok bool, err error) {
	err = s.read(ctx, func(q querier) error {
		return q.QueryRow(ctx, s.sql(`SELECT owner_category, owner_id FROM kabinet.claims
			WHERE kind = $1 AND index = $2 AND (expires IS NULL OR expires > $3)`), key.Kind, key.Index, now).
			Scan(&owner.Category, &owner.ID)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return eventsourcing.Stream{}, false, nil
	}
	return owner, err == nil, err
}
