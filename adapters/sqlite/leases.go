package sqlite

import (
	"context"
	"database/sql/driver"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Acquire implements [eventsourcing.Leases]. The file is on one machine, so the callers' clocks agree.
func (s *Store) Acquire(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (lease eventsourcing.Lease, ok bool, err error) {
	err = s.write(ctx, func(c *conn) error {
		expires := micros(now.Add(ttl))
		row, err := c.returning(`INSERT INTO leases (name, holder, token, expires) VALUES (?1, ?2, 1, ?3)
			ON CONFLICT DO UPDATE SET
				token = token + (holder IS NULL OR expires <= ?4), holder = excluded.holder, expires = excluded.expires
			WHERE holder IS NULL OR expires <= ?4 OR holder = excluded.holder
			RETURNING token`, name, holder, expires, micros(now))
		if ok = err == nil && row != nil; ok {
			lease = eventsourcing.Lease{Name: name, Holder: holder, Token: integer(row[0]), Expires: fromMicros(expires)}
		}
		return err
	})
	if err != nil || !ok {
		return eventsourcing.Lease{}, false, err
	}
	return lease, true, nil
}

// Release implements [eventsourcing.Leases].
func (s *Store) Release(ctx context.Context, lease eventsourcing.Lease) error {
	_, err := s.writeIf(ctx, "UPDATE leases SET holder = NULL WHERE name = ? AND token = ?", lease.Name, lease.Token)
	return err
}

// Held implements [eventsourcing.Leases].
func (s *Store) Held(ctx context.Context, prefix string, now time.Time) (held []eventsourcing.Lease, err error) {
	err = s.read(ctx, func(c *conn) error {
		return c.each(func(row []driver.Value) bool {
			name := text(row[0])
			if !strings.HasPrefix(name, prefix) {
				return false
			}
			held = append(held, eventsourcing.Lease{
				Name: name, Holder: text(row[1]), Token: integer(row[2]), Expires: fromMicros(integer(row[3])),
			})
			return true
		}, "SELECT name, holder, token, expires FROM leases WHERE name >= ? AND holder IS NOT NULL AND expires > ? ORDER BY name", prefix, micros(now))
	})
	return held, err
}

// checkFence runs inside a write transaction: the lease cannot change hands until that is committed.
func checkFence(c *conn, fence eventsourcing.Fence) error {
	row, err := c.first("SELECT 1 FROM leases WHERE name = ? AND token = ? AND holder IS NOT NULL", fence.Lease, fence.Token)
	if err == nil && row == nil {
		return eventsourcing.ErrFenced
	}
	return err
}
