package sqlite

import (
	"context"
	"database/sql/driver"
	"time"
)

// Purging looks for idle streams among so many at once, and removes so many in one transaction, so that
// neither holds up anybody.
const (
	purgeLook   = 1_000
	purgeRemove = 50
)

// Purge implements [eventsourcing.Purger]. It looks through the streams of the category in the order of
// their ids: with ids that grow in time, as Kabinet's do, the idle ones come first. The transactions are
// small: when it fails, or the context ends, what was removed so far stays removed and is counted.
func (s *Store) Purge(ctx context.Context, category string, idleSince time.Time, limit int) (purged int, err error) {
	look := search{from: category + "/", to: category + "0", idleSince: micros(idleSince)}
	if limit <= 0 {
		return 0, s.usable(ctx)
	}
	for purged < limit && look.from != "" {
		if err := s.read(ctx, look.next); err != nil {
			return purged, err
		}
		for found := look.found; len(found) > 0 && purged < limit; {
			n := min(purgeRemove, len(found), limit-purged)
			removed, err := s.removeStreams(ctx, found[:n], look.idleSince)
			purged += removed
			if err != nil {
				return purged, err
			}
			found = found[n:]
		}
	}
	return purged, nil
}

// search walks over the streams between two names; from becomes empty when there are no more.
type search struct {
	from, to  string
	idleSince int64
	found     []string
}

// purgeable says that a stream is idle and that nothing needs it: its name is asked for once.
const purgeable = `(SELECT time FROM events WHERE stream = s.stream ORDER BY version DESC LIMIT 1) < ?
	AND NOT EXISTS (SELECT 1 FROM timers WHERE timers.stream = s.stream)
	AND NOT EXISTS (SELECT 1 FROM parked WHERE parked.stream = s.stream)`

func (q *search) next(c *conn) error {
	q.found = q.found[:0]
	looked := 0
	err := c.each(func(row []driver.Value) bool {
		looked++
		q.from = text(row[0])
		if integer(row[1]) != 0 {
			q.found = append(q.found, q.from)
		}
		return true
	}, "SELECT stream, "+purgeable+" FROM (SELECT DISTINCT stream FROM events WHERE stream > ? AND stream < ? ORDER BY stream LIMIT ?) s",
		q.idleSince, q.from, q.to, int64(purgeLook))
	if looked < purgeLook {
		q.from = ""
	}
	return err
}

// removeStreams looks again, now that nobody can append, and removes what is still purgeable.
func (s *Store) removeStreams(ctx context.Context, streams []string, idleSince int64) (removed int, err error) {
	err = s.write(ctx, func(c *conn) error {
		n := 0
		for _, stream := range streams {
			row, err := c.first("SELECT "+purgeable+" FROM (SELECT ? AS stream) s", idleSince, stream)
			if err != nil {
				return err
			}
			if integer(row[0]) == 0 {
				continue
			}
			if err := removeStream(c, stream); err != nil {
				return err
			}
			n++
		}
		removed = n
		return nil
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

func removeStream(c *conn, stream string) error {
	for _, statement := range [...]string{
		"DELETE FROM events WHERE stream = ?",
		"DELETE FROM snapshots WHERE stream = ?",
		"DELETE FROM claims WHERE owner = ?",
	} {
		if _, err := c.exec(statement, stream); err != nil {
			return err
		}
	}
	return nil
}

// PurgeClaims implements [eventsourcing.Purger].
func (s *Store) PurgeClaims(ctx context.Context, now time.Time, limit int) (purged int, err error) {
	err = s.write(ctx, func(c *conn) (err error) {
		purged, err = c.changed(`DELETE FROM claims WHERE (kind, idx) IN
			(SELECT kind, idx FROM claims WHERE expires <= ? ORDER BY expires LIMIT ?)`, micros(now), int64(max(limit, 0)))
		return err
	})
	return purged, err
}
