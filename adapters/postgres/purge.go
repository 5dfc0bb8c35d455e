package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Purging looks for idle streams among so many at once, and removes so many in one transaction, so that
// neither holds up anybody.
const (
	purgeLook   = 1_000
	purgeRemove = 50
)

// Purge implements [eventsourcing.Purger]. It looks through the streams of the category in the order of their
// ids: with ids that grow in time, as Kabinet's do, the idle ones come first. A stream somebody is appending
// to at that moment is left for the next time. The transactions are small: when it fails, or the context ends,
// what was removed so far stays removed and is counted.
func (s *Store) Purge(ctx context.Context, category string, idleSince time.Time, limit int) (purged int, err error) {
	search := search{category: category, idleSince: idleSince, more: limit > 0}
	if !search.more {
		return 0, s.read(ctx, func(querier) error { return nil })
	}
	for purged < limit && search.more {
		if err := s.read(ctx, func(q querier) error { return search.next(ctx, q, s.sql(findIdle)) }); err != nil {
			return purged, err
		}
		for found := search.found; len(found) > 0 && purged < limit; {
			n := min(purgeRemove, len(found), limit-purged)
			removed, err := s.removeStreams(ctx, category, found[:n], idleSince)
			purged += removed
			if err != nil {
				return purged, err
			}
			found = found[n:]
		}
	}
	return purged, nil
}

// search walks over the streams of a category.
type search struct {
	category  string
	after     string
	idleSince time.Time
	more      bool
	found     []string
}

// findIdle goes from one id to the next by the primary key, however many events a stream has.
const findIdle = `WITH RECURSIVE streams (id, nth) AS (
		(SELECT id, 1 FROM kabinet.events WHERE category = $1 AND id > $2 ORDER BY id LIMIT 1)
		UNION ALL
		SELECT (SELECT e.id FROM kabinet.events e WHERE e.category = $1 AND e.id > streams.id ORDER BY e.id LIMIT 1), nth + 1
		FROM streams WHERE streams.id IS NOT NULL AND nth < $4
	)
	SELECT id, kabinet.purgeable($1, id, $3) FROM streams WHERE id IS NOT NULL`

func (p *search) next(ctx context.Context, q querier, statement string) error {
	p.found = p.found[:0]
	rows, err := q.Query(ctx, statement, p.category, p.after, p.idleSince, purgeLook)
	if err != nil {
		return err
	}
	looked, purgeable := 0, false
	_, err = pgx.ForEachRow(rows, []any{&p.after, &purgeable}, func() error {
		looked++
		if purgeable {
			p.found = append(p.found, p.after)
		}
		return nil
	})
	p.more = looked == purgeLook
	return err
}

// removeStreams looks again, now that nobody can append, and removes what is still purgeable.
func (s *Store) removeStreams(ctx context.Context, category string, ids []string, idleSince time.Time) (removed int, err error) {
	locks := make([]int64, len(ids))
	for i, id := range ids {
		locks[i] = s.lock(lockStream, category, id)
	}
	err = s.write(ctx, func(q querier) error {
		return q.QueryRow(ctx, s.sql("SELECT kabinet.purge($1, $2, $3, $4)"), category, ids, locks, idleSince).Scan(&removed)
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

// purgeClaims leaves out those that an append is renewing or taking at that moment, so that it never waits.
const purgeClaims = `WITH expired AS MATERIALIZED (
		SELECT kind, index FROM kabinet.claims WHERE expires <= $1 ORDER BY expires LIMIT $2 FOR UPDATE SKIP LOCKED)
	DELETE FROM kabinet.claims USING expired WHERE claims.kind = expired.kind AND claims.index = expired.index`

// PurgeClaims implements [eventsourcing.Purger].
func (s *Store) PurgeClaims(ctx context.Context, now time.Time, limit int) (purged int, err error) {
	err = s.write(ctx, func(q querier) error {
		tag, err := q.Exec(ctx, s.sql(purgeClaims), now, max(limit, 0))
		purged = int(tag.RowsAffected())
		return err
	})
	if err != nil {
		return 0, err
	}
	return purged, nil
}
