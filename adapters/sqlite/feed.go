package sqlite

import (
	"context"
	"database/sql/driver"
	"strings"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// scanned is how many positions one query goes over at most when only some categories are wanted: it
// bounds how long a snapshot of the database is held and how late a context is honoured.
const scanned = 10_000

// Read implements [eventsourcing.Feed]. Positions are given inside the write transaction, of which
// there is one at a time in all processes: a position that can be seen has none missing before it.
func (s *Store) Read(ctx context.Context, after int64, limit int, categories ...string) (eventsourcing.Page, error) {
	page := eventsourcing.Page{Next: after}
	if limit <= 0 {
		return page, s.usable(ctx)
	}
	more := true
	for more {
		err := s.read(ctx, func(c *conn) (err error) {
			if len(categories) == 0 {
				more = false
				return readAll(c, &page, limit)
			}
			more, err = readSome(c, &page, limit, categories)
			return err
		})
		if err != nil {
			return eventsourcing.Page{}, err
		}
	}
	return page, nil
}

func readAll(c *conn, page *eventsourcing.Page, limit int) error {
	err := readInto(c, page, "SELECT "+columns+", stream FROM events WHERE position > ? ORDER BY position LIMIT ?",
		page.Next, int64(limit))
	if last := len(page.Records) - 1; err == nil && last >= 0 {
		page.Next = page.Records[last].Position
	}
	return err
}

// readSome goes over the next positions and reports whether there are more worth going over.
func readSome(c *conn, page *eventsourcing.Page, limit int, categories []string) (more bool, err error) {
	row, err := c.first("SELECT max(position) FROM events")
	if err != nil {
		return false, err
	}
	head := integer(row[0])
	upTo := min(page.Next+scanned, head)
	if upTo <= page.Next {
		return false, nil
	}
	query, args := within(categories, page.Next, upTo, limit-len(page.Records))
	if err := readInto(c, page, query, args...); err != nil {
		return false, err
	}
	if len(page.Records) == limit {
		page.Next = page.Records[limit-1].Position
		return false, nil
	}
	page.Next = upTo
	return upTo < head, nil
}

// within selects by the range of streams that begin with a category and a slash; zero is the
// character after the slash. The plus keeps SQLite from looking the ranges up in the index, which is
// not in the order of positions.
func within(categories []string, after, upTo int64, limit int) (query string, args []any) {
	args = append(args, after, upTo)
	for _, category := range categories {
		args = append(args, category+"/", category+"0")
	}
	args = append(args, int64(limit))
	return "SELECT " + columns + ", stream FROM events WHERE position > ? AND position <= ? AND (" +
		strings.Repeat("+stream > ? AND +stream < ? OR ", len(categories)-1) + "+stream > ? AND +stream < ?" +
		") ORDER BY position LIMIT ?", args
}

func readInto(c *conn, page *eventsourcing.Page, query string, args ...any) (err error) {
	queryErr := c.each(func(row []driver.Value) bool {
		var record eventsourcing.Record
		if record, err = recordOf(row); err != nil {
			return false
		}
		if record.Stream, err = streamOf(row[len(row)-1]); err != nil {
			return false
		}
		page.Records = append(page.Records, record)
		return true
	}, query, args...)
	if queryErr != nil {
		return queryErr
	}
	return err
}

// Changed implements [eventsourcing.Feed].
func (s *Store) Changed() <-chan struct{} { return s.signal.Next() }
