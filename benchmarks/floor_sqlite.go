package main

import (
	"context"
	"database/sql"
	"errors"
	"time"

	_ "modernc.org/sqlite" // the driver of the store

	"github.com/kabinet-go/kabinet/adapters/sqlite"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// floorSQLite does by hand what the store does: prepared statements over database/sql, on the same tables
// with the same durability.
type floorSQLite struct {
	db                             *sql.DB
	version, insert, stream, paged *sql.Stmt
	release, claim, cancel, timer  *sql.Stmt
}

const floorColumns = "position, stream, version, id, type, schema, time, data, sealed, key, metadata"

// openFloorSQLite has the store make the tables, so that they are the same.
func openFloorSQLite(ctx context.Context, path string) (*floorSQLite, error) {
	store, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return nil, err
	}
	if err := store.Close(); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=cache_size(-16000)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	// SQLite has one writer; more connections would only wait for each other in its busy handler.
	db.SetMaxOpenConns(1)
	f := &floorSQLite{db: db}
	for query, statement := range map[string]**sql.Stmt{
		"SELECT max(version) FROM events WHERE stream = ?": &f.version,
		"INSERT INTO events (stream, version, id, type, schema, time, data, sealed, key, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)":                 &f.insert,
		"SELECT " + floorColumns + " FROM events WHERE stream = ? ORDER BY version":                                                                       &f.stream,
		"SELECT " + floorColumns + " FROM events WHERE position > ? ORDER BY position LIMIT ?":                                                            &f.paged,
		"DELETE FROM claims WHERE kind = ? AND idx = ?":                                                                                                   &f.release,
		"INSERT INTO claims (kind, idx, owner, expires) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET owner = excluded.owner, expires = excluded.expires": &f.claim,
		"DELETE FROM timers WHERE stream = ? AND name = ?":                                                                                                &f.cancel,
		"INSERT INTO timers (stream, name, due, attempt) VALUES (?, ?, ?, 0) ON CONFLICT DO UPDATE SET due = excluded.due, attempt = excluded.attempt":    &f.timer,
	} {
		if *statement, err = db.PrepareContext(ctx, query); err != nil { //nolint:sqlclosecheck // with the database
			return nil, errors.Join(err, db.Close())
		}
	}
	return f, nil
}

func (f *floorSQLite) append(ctx context.Context, streams ...[]es.Record) (err error) {
	ctx = context.WithoutCancel(ctx) // or the driver would start a goroutine to watch it, for each statement
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	version, insert := tx.StmtContext(ctx, f.version), tx.StmtContext(ctx, f.insert) //nolint:sqlclosecheck // with the transaction
	for _, records := range streams {
		stream := records[0].Stream.String()
		var last sql.NullInt64
		if err := version.QueryRowContext(ctx, stream).Scan(&last); err != nil {
			return err
		}
		if last.Int64 != records[0].Version-1 {
			return errVersion
		}
		for _, r := range records {
			_, err := insert.ExecContext(ctx, stream, r.Version, r.ID, r.Type, r.Schema, r.Time.UnixMicro(), r.Data, nil, nil, nil)
			if err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}

func (f *floorSQLite) records(ctx context.Context, query *sql.Stmt, args ...any) (records []es.Record, err error) {
	rows, err := query.QueryContext(context.WithoutCancel(ctx), args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r es.Record
		var stream string
		var key, metadata sql.NullString
		var micros int64
		err := rows.Scan(&r.Position, &stream, &r.Version, &r.ID, &r.Type, &r.Schema, &micros, &r.Data, &r.Sealed, &key, &metadata)
		if err != nil {
			return nil, err
		}
		if r.Stream, err = es.ParseStream(stream); err != nil {
			return nil, err
		}
		r.Time = time.UnixMicro(micros).UTC()
		records = append(records, r)
	}
	return records, rows.Err()
}

func (f *floorSQLite) page(ctx context.Context, after int64, limit int) ([]es.Record, error) {
	return f.records(ctx, f.paged, after, limit)
}

func (f *floorSQLite) create(ctx context.Context, id string, events int) error {
	return f.fill(ctx, []string{id}, events)
}

func (f *floorSQLite) fill(ctx context.Context, ids []string, events int) (err error) {
	streams := make([][]es.Record, len(ids))
	for i, id := range ids {
		if streams[i], err = written(id, 0, events); err != nil {
			return err
		}
	}
	return f.append(ctx, streams...)
}

func (f *floorSQLite) load(ctx context.Context, id string) (state, error) {
	records, err := f.records(ctx, f.stream, category+"/"+id)
	if err != nil {
		return state{}, err
	}
	return replayed(records)
}

func (f *floorSQLite) amend(ctx context.Context, id string) error {
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

func (f *floorSQLite) readLog(ctx context.Context) (int, error) { return decodeAll(ctx, f) }

func (f *floorSQLite) openLog(ctx context.Context) (int, error) { return decodeAll(ctx, f) }

// close closes the statements too.
func (f *floorSQLite) close() error { return f.db.Close() }
