package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// scanned is how many positions one statement goes over at most when only some categories are wanted: it
// bounds how long a snapshot of the database is held and how late a context is honoured.
const scanned = 10_000

const (
	readAll = "SELECT " + columns + " FROM kabinet.events WHERE position > $1 ORDER BY position LIMIT $2"
	// readSettled does not let the planner use the index of streams, which is not in the order of positions.
	readSettled = "SELECT " + columns + ` FROM kabinet.events
		WHERE position > $1 AND position <= $3 AND category || '' = ANY($4) ORDER BY position LIMIT $2`
	// readHead needs every position, to see the holes, but only what is wanted in full.
	readHead = `SELECT position, category, id, version, event, type, schema, time,
			CASE WHEN category = ANY($3) THEN data END, CASE WHEN category = ANY($3) THEN sealed END,
			key, CASE WHEN category = ANY($3) THEN metadata END
		FROM kabinet.events WHERE position > $1 ORDER BY position LIMIT $2`
)

// The statements of a look, see [horizon]. Each has a snapshot of its own.
const (
	beginLook = "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"
	greatest  = "SELECT coalesce(max(position), 0) FROM kabinet.events"
	appending = `SELECT virtualtransaction FROM pg_catalog.pg_locks
		WHERE locktype = 'advisory' AND granted AND classid = 1799 AND objid = 'kabinet.events'::regclass AND objsubid = 2
			AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())`
	endLook = "COMMIT"
)

// Read implements [eventsourcing.Feed]. It never waits for appenders: where one may still fill a hole, the
// page ends and says so.
func (s *Store) Read(ctx context.Context, after int64, limit int, categories ...string) (eventsourcing.Page, error) {
	reader := reader{store: s, page: eventsourcing.Page{Next: after}, limit: max(limit, 0), categories: categories}
	err := s.read(s.aside(ctx), func(q querier) error {
		reader.querier = q
		return reader.read(ctx)
	})
	if err != nil {
		return eventsourcing.Page{}, err
	}
	return reader.page, nil
}

// reader is one call of Read.
type reader struct {
	querier
	store      *Store
	page       eventsourcing.Page
	limit      int
	categories []string
}

// read goes on until the page is full or there is no more to be had. A page without holes is one round trip,
// and a hole one more.
func (r *reader) read(ctx context.Context) error {
	looking := r.store.horizon.awaits(r.page.Next)
	for !r.full() {
		if settled := r.store.horizon.now(); len(r.categories) > 0 && r.page.Next < settled {
			if err := r.readSettled(ctx, settled); err != nil {
				return err
			}
			continue
		}
		rows, hole, err := r.readHead(ctx, looking)
		switch {
		case err != nil:
			return err
		case hole && looking:
			r.page.Pending = true
			return nil
		case !hole && rows < r.limit:
			return nil
		}
		looking = true
	}
	return nil
}

func (r *reader) full() bool { return len(r.page.Records) >= r.limit }

// readSettled goes over some positions up to the horizon, where holes mean nothing.
func (r *reader) readSettled(ctx context.Context, settled int64) error {
	upTo := min(r.page.Next+scanned, settled)
	rows, err := r.Query(ctx, r.store.sql(readSettled), r.page.Next, r.limit-len(r.page.Records), upTo, r.categories)
	if err != nil {
		return err
	}
	if _, _, err := r.take(rows, settled); err != nil || r.full() {
		return err
	}
	r.page.Next = upTo
	return nil
}

// readHead reads the next events of all categories, up to the first hole beyond the horizon, after taking a
// look if need be.
func (r *reader) readHead(ctx context.Context, looking bool) (read int, hole bool, err error) {
	statement, args := readAll, []any{r.page.Next, r.limit}
	if len(r.categories) > 0 {
		statement, args = readHead, append(args, r.categories)
	}
	if looking {
		return r.look(ctx, statement, args)
	}
	settled := r.store.horizon.now()
	rows, err := r.Query(ctx, r.store.sql(statement), args...)
	if err != nil {
		return 0, false, err
	}
	return r.take(rows, settled)
}

// look reads with one round trip what a look has to see, and then the events.
func (r *reader) look(ctx context.Context, statement string, args []any) (read int, hole bool, err error) {
	var batch pgx.Batch
	batch.Queue(beginLook)
	batch.Queue(r.store.sql(greatest))
	batch.Queue(r.store.sql(appending))
	batch.Queue(r.store.sql(statement), args...)
	batch.Queue(endLook)

	look := r.store.horizon.begin()
	results := r.SendBatch(ctx, &batch)
	defer func() {
		if closeErr := results.Close(); err == nil {
			err = closeErr
		}
	}()
	if _, err := results.Exec(); err != nil {
		return 0, false, err
	}
	var upTo int64
	if err := results.QueryRow().Scan(&upTo); err != nil {
		return 0, false, err
	}
	rows, err := results.Query()
	if err != nil {
		return 0, false, err
	}
	appenders, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return 0, false, err
	}
	settled := r.store.horizon.end(look, upTo, appenders)
	if rows, err = results.Query(); err != nil {
		return 0, false, err
	}
	return r.take(rows, settled)
}

// take moves the page over the rows, up to the first hole beyond what was settled before they were read.
func (r *reader) take(rows pgx.Rows, settled int64) (read int, hole bool, err error) {
	defer rows.Close()
	known := r.page.Next <= settled
	var row row
	for !hole && !r.full() && rows.Next() {
		record, err := row.scan(rows)
		if err != nil {
			return read, false, err
		}
		read++
		if hole = record.Position > max(r.page.Next, settled)+1; hole {
			break
		}
		if len(r.categories) == 0 || slices.Contains(r.categories, record.Stream.Category) {
			r.page.Records = append(r.page.Records, record)
		}
		r.page.Next = record.Position
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return read, false, err
	}
	if known {
		r.store.horizon.raise(r.page.Next)
	}
	return read, hole, nil
}

// Changed implements [eventsourcing.Feed].
func (s *Store) Changed() <-chan struct{} { return s.signal.Next() }
