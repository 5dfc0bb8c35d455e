package sqlite

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Owner implements [eventsourcing.Claims].
func (s *Store) Owner(ctx context.Context, key eventsourcing.ClaimKey, now time.Time) (owner eventsourcing.Stream, ok bool, err error) {
	err = s.read(ctx, func(c *conn) error {
		row, err := c.first("SELECT owner FROM claims WHERE kind = ? AND idx = ? AND (expires IS NULL OR expires > ?)",
			key.Kind, key.Index, micros(now))
		if err != nil || row == nil {
			return err
		}
		ok = true
		owner, err = streamOf(row[0])
		return err
	})
	return owner, ok, err
}

func applyClaims(c *conn, batch eventsourcing.Batch) error {
	for _, release := range batch.Releases {
		_, err := c.exec("DELETE FROM claims WHERE kind = ? AND idx = ? AND owner = ?",
			release.Kind, release.Index, release.Owner.String())
		if err != nil {
			return err
		}
	}
	for _, claim := range batch.Claims {
		if err := take(c, claim, batch.Now); err != nil {
			return err
		}
	}
	return nil
}

// take is one statement where nobody else holds the key; a second one asks who does.
func take(c *conn, claim eventsourcing.Claim, now time.Time) error {
	var expires any
	if !claim.Expires.IsZero() {
		expires = micros(claim.Expires)
	}
	taken, err := c.changed(`INSERT INTO claims (kind, idx, owner, expires) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET owner = excluded.owner, expires = excluded.expires
		WHERE owner = excluded.owner OR expires <= ?`,
		claim.Kind, claim.Index, claim.Owner.String(), expires, micros(now))
	if err != nil || taken > 0 {
		return err
	}
	row, err := c.first("SELECT owner FROM claims WHERE kind = ? AND idx = ?", claim.Kind, claim.Index)
	if err != nil {
		return err
	}
	owner, err := streamOf(row[0])
	if err != nil {
		return err
	}
	return &eventsourcing.Claimed{Key: claim.ClaimKey, Owner: owner}
}
