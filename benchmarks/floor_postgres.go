package main

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// floorPostgres does by hand what the store does: pgx with its cache of prepared statements, one statement
// per append that checks the version too, on the same table of events with the same durability.
type floorPostgres struct{ pool *pgxpool.Pool }

const (
	floorAppendOne = `INSERT INTO events (category, id, version, event, type, schema, time, data)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8
		WHERE (SELECT coalesce(max(version), 0) FROM events WHERE category = $1 AND id = $2) = $3::bigint - 1`
	floorAppendMany = `INSERT INTO events (category, id, version, event, type, schema, time, data)
		SELECT $1, $2, $3::bigint + n - 1, event, type, schema, time, data
		FROM unnest($4::text[], $5::text[], $6::integer[], $7::timestamptz[], $8::bytea[])
			WITH ORDINALITY AS record (event, type, schema, time, data, n)
		WHERE (SELECT coalesce(max(version), 0) FROM events WHERE category = $1 AND id = $2) = $3::bigint - 1`
	floorStream = "SELECT position, version, event, type, schema, time, data, sealed, key, metadata FROM events WHERE category = $1 AND id = $2 ORDER BY version"
	floorPage   = "SELECT position, category, id, version, event, type, schema, time, data, sealed, key, metadata FROM events WHERE position > $1 ORDER BY position LIMIT $2"
)

// openFloorPostgres has the store make the tables, so that they are the same, and takes away the trigger
// that only the store's order without gaps needs.
func openFloorPostgres(ctx context.Context, connection string) (*floorPostgres, error) {
	store, err := postgres.Open(ctx, connection, postgres.Options{})
	if err != nil {
		return nil, err
	}
	if err := store.Close(); err != nil {
		return nil, err
	}
	pool, err := pgxpool.New(ctx, connection)
	if err != nil {
		return nil, err
	}
	if _, err := pool.Exec(ctx, "DROP TRIGGER appending ON events"); err != nil {
		pool.Close()
		return nil, err
	}
	return &floorPostgres{pool: pool}, nil
}

// append writes the records of one stream.
func (f *floorPostgres) append(ctx context.Context, records []es.Record) error {
	statement, args := floorStatement(records)
	done, err := f.pool.Exec(ctx, statement, args...)
	if err == nil && done.RowsAffected() == 0 {
		err = errVersion
	}
	return err
}

// floorStatement gives the statement for so many records of one stream.
func floorStatement(records []es.Record) (statement string, args []any) {
	first := records[0]
	if len(records) == 1 {
		return floorAppendOne, []any{
			first.Stream.Category, first.Stream.ID, first.Version, first.ID, first.Type, first.Schema, first.Time, first.Data,
		}
	}
	n := len(records)
	ids, types, schemas := make([]string, n), make([]string, n), make([]int32, n)
	times, data := make([]time.Time, n), make([][]byte, n)
	for i, record := range records {
		ids[i], types[i], schemas[i], times[i], data[i] = record.ID, record.Type, int32(record.Schema), record.Time, record.Data
	}
	return floorAppendMany, []any{first.Stream.Category, first.Stream.ID, first.Version, ids, types, schemas, times, data}
}

// records runs a query and hands each row to scan.
func (f *floorPostgres) records(
	ctx context.Context, scan func(row pgx.Rows, into *es.Record) error, query string, args ...any,
) (records []es.Record, err error) {
	rows, err := f.pool.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var record es.Record
		if err := scan(rows, &record); err != nil {
			return nil, err
		}
		records = append(records, record)
	}
	return records, rows.Err()
}

func (f *floorPostgres) page(ctx context.Context, after int64, limit int) ([]es.Record, error) {
	return f.records(ctx, func(row pgx.Rows, r *es.Record) error {
		var key *string
		var metadata []byte
		return row.Scan(&r.Position, &r.Stream.Category, &r.Stream.ID, &r.Version, &r.ID, &r.Type, &r.Schema, &r.Time, &r.Data, &r.Sealed, &key, &metadata)
	}, floorPage, after, limit)
}

func (f *floorPostgres) create(ctx context.Context, id string, events int) error {
	records, err := written(id, 0, events)
	if err != nil {
		return err
	}
	return f.append(ctx, records)
}

// fill begins the streams in one transaction.
func (f *floorPostgres) fill(ctx context.Context, ids []string, events int) error {
	var batch pgx.Batch
	for _, id := range ids {
		records, err := written(id, 0, events)
		if err != nil {
			return err
		}
		statement, args := floorStatement(records)
		batch.Queue(statement, args...)
	}
	return f.pool.SendBatch(ctx, &batch).Close()
}

func (f *floorPostgres) load(ctx context.Context, id string) (state, error) {
	records, err := f.records(ctx, func(row pgx.Rows, r *es.Record) error {
		var key *string
		var metadata []byte
		return row.Scan(&r.Position, &r.Version, &r.ID, &r.Type, &r.Schema, &r.Time, &r.Data, &r.Sealed, &key, &metadata)
	}, floorStream, category, id)
	if err != nil {
		return state{}, err
	}
	return replayed(records)
}

func (f *floorPostgres) amend(ctx context.Context, id string) error {
	present, err := f.load(ctx, id)
	if err != nil {
		return err
	}
	records, err := written(id, present.Events, 1)
	if err != nil {
		return err
	}
	return f.append(ctx, records)
}

func (f *floorPostgres) readLog(ctx context.Context) (int, error) { return decodeAll(ctx, f) }

func (f *floorPostgres) openLog(ctx context.Context) (int, error) { return decodeAll(ctx, f) }

func (f *floorPostgres) close() error {
	f.pool.Close()
	return nil
}
