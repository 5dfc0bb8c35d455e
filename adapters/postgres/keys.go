package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Key implements [eventsourcing.Keys].
func (s *Store) Key(ctx context.Context, id string) (eventsourcing.WrappedKey, error) {
	key := eventsourcing.WrappedKey{ID: id}
	var kek *string
	err := s.read(ctx, func(q querier) error {
		return q.QueryRow(ctx, s.sql("SELECT kek, wrapped FROM kabinet.data_keys WHERE id = $1"), id).Scan(&kek, &key.Wrapped)
	})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return eventsourcing.WrappedKey{}, eventsourcing.ErrNoKey
	case err != nil:
		return eventsourcing.WrappedKey{}, err
	case kek == nil:
		return eventsourcing.WrappedKey{}, eventsourcing.ErrErased
	}
	key.KEK = *kek
	return key, nil
}

// KeysWrappedBy implements [eventsourcing.Keys].
func (s *Store) KeysWrappedBy(ctx context.Context, kek string, limit int) (keys []eventsourcing.WrappedKey, err error) {
	err = s.each(ctx, func(row pgx.CollectableRow) (struct{}, error) {
		key := eventsourcing.WrappedKey{KEK: kek}
		err := row.Scan(&key.ID, &key.Wrapped)
		keys = append(keys, key)
		return struct{}{}, err
	}, "SELECT id, wrapped FROM kabinet.data_keys WHERE kek = $1 ORDER BY id LIMIT $2", kek, max(limit, 0))
	if err != nil {
		return nil, err
	}
	return keys, nil
}

// Rewrap implements [eventsourcing.Keys].
func (s *Store) Rewrap(ctx context.Context, old, new eventsourcing.WrappedKey) (ok bool, err error) {
	return s.changes(ctx, "UPDATE kabinet.data_keys SET kek = $1, wrapped = $2 WHERE id = $3 AND kek = $4 AND wrapped = $5",
		new.KEK, new.Wrapped, old.ID, old.KEK, old.Wrapped)
}
