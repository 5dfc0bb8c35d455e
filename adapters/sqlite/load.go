package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"iter"
	"math"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// A chunk of a stream is read at once: so many records, or the first with which it is so many bytes.
const (
	chunkRecords = 1024
	chunkBytes   = 1 << 20
)

// Load implements [eventsourcing.Loader]. It reads in chunks and holds neither a connection nor a
// snapshot of the database while the caller has a record, so the loop may take its time and call the
// store again. What is appended after the first chunk was read is not seen. The first data key met comes
// along.
func (s *Store) Load(ctx context.Context, stream eventsourcing.Stream, after int64) iter.Seq2[eventsourcing.Record, error] {
	return func(yield func(eventsourcing.Record, error) bool) {
		part := chunk{stream: stream, after: after, upTo: math.MaxInt64}
		for part.after < part.upTo {
			if err := s.read(ctx, part.read); err != nil {
				yield(eventsourcing.Record{}, err)
				return
			}
			for i := range part.records {
				if err := ctx.Err(); err != nil {
					yield(eventsourcing.Record{}, err)
					return
				}
				if !yield(part.records[i], nil) {
					return
				}
			}
		}
	}
}

// chunk is a piece of a stream, from after the version after up to the version upTo.
type chunk struct {
	stream      eventsourcing.Stream
	after, upTo int64
	records     []eventsourcing.Record
	// keyed: a record of this or an earlier piece has brought its data key along.
	keyed bool
}

// read reads the next piece. When it is the last, after becomes upTo.
func (p *chunk) read(c *conn) (err error) {
	p.records = p.records[:0]
	bytes, full := 0, false
	queryErr := c.each(func(row []driver.Value) bool {
		if full = len(p.records) == chunkRecords || bytes >= chunkBytes; full {
			return false
		}
		var record eventsourcing.Record
		if record, err = recordOf(row); err != nil {
			return false
		}
		record.Stream = p.stream
		if !p.keyed && record.Key != "" {
			p.keyed = true
			if record.Wrapped, err = bringKey(c, record.Key); err != nil {
				return false
			}
		}
		p.records = append(p.records, record)
		bytes += len(record.Data) + len(record.Sealed)
		return true
	}, "SELECT "+columns+" FROM events WHERE stream = ? AND version > ? AND version <= ? ORDER BY version", p.stream.String(), p.after, p.upTo)
	switch {
	case queryErr != nil:
		return queryErr
	case err != nil:
		return err
	case !full:
		p.after = p.upTo
		return nil
	case p.upTo == math.MaxInt64:
		row, err := c.first("SELECT max(version) FROM events WHERE stream = ?", p.stream.String())
		if err != nil {
			return err
		}
		p.upTo = integer(row[0])
	}
	p.after = p.records[len(p.records)-1].Version
	return nil
}

// bringKey reads a data key while a query is open, so in the same view of the database; nil where there
// is none.
func bringKey(c *conn, id string) (*eventsourcing.WrappedKey, error) {
	key, err := findKey(c, id)
	if errors.Is(err, eventsourcing.ErrErased) || errors.Is(err, eventsourcing.ErrNoKey) {
		return nil, nil
	}
	return &key, err
}
