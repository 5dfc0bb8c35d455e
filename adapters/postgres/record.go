package postgres

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// columns are read in the order row.scan wants them.
const columns = "position, category, id, version, event, type, schema, time, data, sealed, key, metadata"

// row reads events of columns, and more columns after these, one after another.
type row struct {
	record   eventsourcing.Record
	at       time.Time
	key      *string
	metadata []byte
	into     []any
}

// scan reads the row at which rows stand; the columns that follow must be the same every time.
func (r *row) scan(rows pgx.Rows, more ...any) (eventsourcing.Record, error) {
	if r.into == nil {
		r.into = append([]any{
			&r.record.Position, &r.record.Stream.Category, &r.record.Stream.ID, &r.record.Version, &r.record.ID,
			&r.record.Type, &r.record.Schema, &r.at, &r.record.Data, &r.record.Sealed, &r.key, &r.metadata,
		}, more...)
	}
	if err := rows.Scan(r.into...); err != nil {
		return eventsourcing.Record{}, err
	}
	record := r.record
	record.Time = r.at.UTC()
	if r.key != nil {
		record.Key = *r.key
	}
	metadata, err := decodeMetadata(r.metadata)
	if err != nil {
		return eventsourcing.Record{}, fmt.Errorf("postgres: metadata of the event at position %d: %w", record.Position, err)
	}
	record.Metadata = metadata
	return record, nil
}
