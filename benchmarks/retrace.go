package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// What a floor writes of a unit of work: its events with a check of their stream's version, its claims
// and its timers, in one transaction. Data keys are left out, and so are versions of streams only read.

func (f *floorMemory) write(_ context.Context, batch es.Batch) error {
	for _, add := range batch.Streams {
		records := make([]es.Record, len(add.Records))
		for i, record := range add.Records {
			records[i] = recordOf(add, i)
			records[i].Sealed = bytes.Clone(record.Sealed)
		}
		if err := f.append(records); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, claim := range batch.Releases {
		delete(f.claims, claim.ClaimKey)
	}
	for _, claim := range batch.Claims {
		f.claims[claim.ClaimKey] = claim
	}
	for _, key := range batch.Cancels {
		delete(f.timers, key)
	}
	for _, timer := range batch.Timers {
		f.timers[timer.TimerKey] = timer
	}
	return nil
}

// recordOf is a record of an append as the store would give it back.
func recordOf(add es.Append, i int) es.Record {
	record := add.Records[i]
	record.Stream, record.Version = add.Stream, add.Expected+int64(i)+1
	return record
}

const (
	floorWrite = `INSERT INTO events (category, id, version, event, type, schema, time, data, sealed, key)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
		WHERE (SELECT coalesce(max(version), 0) FROM events WHERE category = $1 AND id = $2) = $3::bigint - 1`
	floorRelease = "DELETE FROM claims WHERE kind = $1 AND index = $2"
	floorClaim   = `INSERT INTO claims (kind, index, owner_category, owner_id, expires) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (kind, index) DO UPDATE SET owner_category = excluded.owner_category, owner_id = excluded.owner_id`
	floorCancel = "DELETE FROM timers WHERE category = $1 AND id = $2 AND name = $3"
	floorTimer  = `INSERT INTO timers (category, id, name, due, attempt) VALUES ($1, $2, $3, $4, 0)
		ON CONFLICT (category, id, name) DO UPDATE SET due = excluded.due, attempt = excluded.attempt`
)

// write sends all statements in one round trip, which is one transaction.
func (f *floorPostgres) write(ctx context.Context, batch es.Batch) error {
	var sent pgx.Batch
	for _, add := range batch.Streams {
		for i := range add.Records {
			r := recordOf(add, i)
			sent.Queue(floorWrite, r.Stream.Category, r.Stream.ID, r.Version, r.ID, r.Type, r.Schema, r.Time, r.Data, r.Sealed, orNull(r.Key)).
				Exec(func(done pgconn.CommandTag) error {
					if done.RowsAffected() == 0 {
						return errVersion
					}
					return nil
				})
		}
	}
	for _, claim := range batch.Releases {
		sent.Queue(floorRelease, claim.Kind, claim.Index)
	}
	for _, claim := range batch.Claims {
		sent.Queue(floorClaim, claim.Kind, claim.Index, claim.Owner.Category, claim.Owner.ID, orNever(claim.Expires))
	}
	for _, key := range batch.Cancels {
		sent.Queue(floorCancel, key.Stream.Category, key.Stream.ID, key.Name)
	}
	for _, timer := range batch.Timers {
		sent.Queue(floorTimer, timer.Stream.Category, timer.Stream.ID, timer.Name, timer.Due)
	}
	return f.pool.SendBatch(ctx, &sent).Close()
}

// orNull and orNever are what the columns hold where there is nothing.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func orNever(moment time.Time) any {
	if moment.IsZero() {
		return nil
	}
	return moment
}

func (f *floorSQLite) write(ctx context.Context, batch es.Batch) (err error) {
	ctx = context.WithoutCancel(ctx) // as in append
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	for _, add := range batch.Streams {
		if len(add.Records) == 0 {
			continue
		}
		if err := f.writeEvents(ctx, tx, add); err != nil {
			return err
		}
	}
	run := func(statement *sql.Stmt, args ...any) {
		if err == nil {
			_, err = tx.StmtContext(ctx, statement).ExecContext(ctx, args...) //nolint:sqlclosecheck // with the transaction
		}
	}
	for _, claim := range batch.Releases {
		run(f.release, claim.Kind, claim.Index)
	}
	for _, claim := range batch.Claims {
		run(f.claim, claim.Kind, claim.Index, claim.Owner.String(), microsOrNever(claim.Expires))
	}
	for _, key := range batch.Cancels {
		run(f.cancel, key.Stream.String(), key.Name)
	}
	for _, timer := range batch.Timers {
		run(f.timer, timer.Stream.String(), timer.Name, timer.Due.UnixMicro())
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}

func (f *floorSQLite) writeEvents(ctx context.Context, tx *sql.Tx, add es.Append) error {
	var last sql.NullInt64
	stream := add.Stream.String()
	if err := tx.StmtContext(ctx, f.version).QueryRowContext(ctx, stream).Scan(&last); err != nil { //nolint:sqlclosecheck // with the transaction
		return err
	}
	if last.Int64 != add.Expected {
		return errVersion
	}
	insert := tx.StmtContext(ctx, f.insert) //nolint:sqlclosecheck // with the transaction
	for i := range add.Records {
		r := recordOf(add, i)
		_, err := insert.ExecContext(ctx, stream, r.Version, r.ID, r.Type, r.Schema, r.Time.UnixMicro(), r.Data, r.Sealed, orNull(r.Key), nil)
		if err != nil {
			return err
		}
	}
	return nil
}

func microsOrNever(moment time.Time) any {
	if moment.IsZero() {
		return nil
	}
	return moment.UnixMicro()
}
