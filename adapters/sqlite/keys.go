package sqlite

import (
	"context"
	"database/sql/driver"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Key implements [eventsourcing.Keys].
func (s *Store) Key(ctx context.Context, id string) (key eventsourcing.WrappedKey, err error) {
	err = s.read(ctx, func(c *conn) (err error) {
		key, err = findKey(c, id)
		return err
	})
	return key, err
}

func findKey(c *conn, id string) (eventsourcing.WrappedKey, error) {
	row, err := c.first("SELECT kek, wrapped FROM data_keys WHERE id = ?", id)
	switch {
	case err != nil:
		return eventsourcing.WrappedKey{}, err
	case row == nil:
		return eventsourcing.WrappedKey{}, eventsourcing.ErrNoKey
	case row[0] == nil:
		return eventsourcing.WrappedKey{}, eventsourcing.ErrErased
	}
	return eventsourcing.WrappedKey{ID: id, KEK: text(row[0]), Wrapped: blob(row[1])}, nil
}

// KeysWrappedBy implements [eventsourcing.Keys].
func (s *Store) KeysWrappedBy(ctx context.Context, kek string, limit int) (keys []eventsourcing.WrappedKey, err error) {
	err = s.read(ctx, func(c *conn) error {
		return c.each(func(row []driver.Value) bool {
			keys = append(keys, eventsourcing.WrappedKey{ID: text(row[0]), KEK: kek, Wrapped: blob(row[1])})
			return true
		}, "SELECT id, wrapped FROM data_keys WHERE kek = ? ORDER BY id LIMIT ?", kek, int64(max(limit, 0)))
	})
	return keys, err
}

// Rewrap implements [eventsourcing.Keys].
func (s *Store) Rewrap(ctx context.Context, old, new eventsourcing.WrappedKey) (ok bool, err error) {
	return s.writeIf(ctx, "UPDATE data_keys SET kek = ?, wrapped = ? WHERE id = ? AND kek = ? AND wrapped = ?",
		new.KEK, new.Wrapped, old.ID, old.KEK, old.Wrapped)
}

func createKeys(c *conn, keys []eventsourcing.WrappedKey) error {
	for _, key := range keys {
		created, err := c.changed("INSERT INTO data_keys (id, kek, wrapped) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
			key.ID, key.KEK, key.Wrapped)
		if err != nil {
			return err
		}
		if created > 0 {
			continue
		}
		if _, err := findKey(c, key.ID); err != nil {
			return err
		}
		return &eventsourcing.Claimed{Key: eventsourcing.ClaimKey{Kind: "data-key", Index: key.ID}}
	}
	return nil
}

// eraseKeys leaves the row without its key. The bytes are overwritten in the file (secure_delete); in
// the write-ahead log they are until later writes or the last Close overwrite it.
func eraseKeys(c *conn, ids []string) error {
	for _, id := range ids {
		if _, err := c.exec("UPDATE data_keys SET kek = NULL, wrapped = NULL WHERE id = ?", id); err != nil {
			return err
		}
	}
	return nil
}
