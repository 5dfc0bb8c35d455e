package postgres

import (
	"context"
	"iter"
	"math"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// A chunk of a stream is read at once: so many records, or the first with which it is so many bytes.
const (
	chunkRecords = 1024
	chunkBytes   = 1 << 20
)

// Load implements [eventsourcing.Loader]. It reads in chunks and holds neither a connection nor a snapshot of
// the database while the caller has a record, so the loop may take its time and call the store again. What is
// appended after the first chunk was read is not seen.
func (s *Store) Load(ctx context.Context, stream eventsourcing.Stream, after int64) iter.Seq2[eventsourcing.Record, error] {
	return func(yield func(eventsourcing.Record, error) bool) {
		part := chunk{store: s, stream: stream, after: after, upTo: math.MaxInt64, limit: chunkRecords}
		for part.after < part.upTo {
			if err := part.read(ctx); err != nil {
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
	store       *Store
	stream      eventsourcing.Stream
	after, upTo int64
	// limit is how many records are asked for, fewer once they turned out large: what is left of an answer
	// has to be received nevertheless.
	limit   int
	records []eventsourcing.Record
	// keyed: a record of this or an earlier piece has brought its data key along.
	keyed bool
}

const (
	// loadKeyed brings along, with the first record that names a data key, that key.
	loadKeyed = `SELECT ` + columns + `,
			CASE WHEN version = opens THEN (SELECT kek FROM kabinet.data_keys WHERE data_keys.id = loaded.key) END,
			CASE WHEN version = opens THEN (SELECT wrapped FROM kabinet.data_keys WHERE data_keys.id = loaded.key) END
		FROM kabinet.events loaded, (SELECT (
			SELECT version FROM kabinet.events
			WHERE category = $1 AND id = $2 AND version > $3 AND key IS NOT NULL ORDER BY version LIMIT 1) AS opens) keyed
		WHERE category = $1 AND id = $2 AND version > $3 AND version <= $4 ORDER BY version LIMIT $5`
	loadMore = "SELECT " + columns + `, NULL::text, NULL::bytea FROM kabinet.events
		WHERE category = $1 AND id = $2 AND version > $3 AND version <= $4 ORDER BY version LIMIT $5`
	streamVersion = "SELECT coalesce(max(version), 0) FROM kabinet.events WHERE category = $1 AND id = $2"
)

// read reads the next piece. When it is the last, after becomes upTo.
func (c *chunk) read(ctx context.Context) error {
	return c.store.read(ctx, func(q querier) error {
		full, err := c.readRecords(ctx, q)
		if err != nil {
			return err
		}
		if !full {
			c.after = c.upTo
			return nil
		}
		c.after = c.records[len(c.records)-1].Version
		c.limit = min(chunkRecords, 2*len(c.records))
		if c.upTo < math.MaxInt64 {
			return nil
		}
		return q.QueryRow(ctx, c.store.sql(streamVersion), c.stream.Category, c.stream.ID).Scan(&c.upTo)
	})
}

// readRecords reports whether there may be more.
func (c *chunk) readRecords(ctx context.Context, q querier) (full bool, err error) {
	statement := loadKeyed
	if c.keyed {
		statement = loadMore
	}
	rows, err := q.Query(ctx, c.store.sql(statement), c.stream.Category, c.stream.ID, c.after, c.upTo, c.limit)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	c.records = c.records[:0]
	var (
		row     row
		kek     *string
		wrapped []byte
		bytes   int
	)
	for bytes < chunkBytes && rows.Next() {
		record, err := row.scan(rows, &kek, &wrapped)
		if err != nil {
			return false, err
		}
		if kek != nil {
			record.Wrapped = &eventsourcing.WrappedKey{ID: record.Key, KEK: *kek, Wrapped: wrapped}
		}
		c.keyed = c.keyed || record.Key != ""
		c.records = append(c.records, record)
		bytes += len(record.Data) + len(record.Sealed)
	}
	rows.Close()
	return bytes >= chunkBytes || len(c.records) == c.limit, rows.Err()
}
