package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// InTx returns a context with which Append, Load, Owner, Key, Snapshot and SaveSnapshot of this store run
// inside the host's transaction: what they write is committed or rolled back with the host's own rows, and
// every service over the store can be called with that context unchanged.
//
//	tx, err := pool.Begin(ctx)
//	…
//	defer tx.Rollback(ctx)
//	err = registrations.Register(store.InTx(ctx, tx), command)
//	_, err = tx.Exec(ctx, "INSERT INTO customers …")
//	err = tx.Commit(ctx)
//
// The transaction must be of the database the store is in, at READ COMMITTED, which is PostgreSQL's default,
// and its role needs the same rights as the store's. It serves one goroutine at a time, as any pgx.Tx.
//
// A refusal ([eventsourcing.Conflict] and the like) leaves the transaction usable, so eventsourcing.Engine.Do
// tries again inside it. Any other error, the context's included, has aborted it: roll it back. Streams and
// claims stay locked for other appends until it ends, so keep it short; of two transactions that append to
// the same streams in different order PostgreSQL ends one (fault.Transient).
//
// An empty batch with a fence checks it inside the transaction: the lease then cannot be taken before the
// commit. The feed, timers, leases, checkpoints and parked messages take no part. Appends inside a
// transaction wake nobody, since it is the host who commits; readers find them when they poll, or at the
// next append.
func (s *Store) InTx(ctx context.Context, tx pgx.Tx) context.Context {
	return context.WithValue(ctx, transactionKey{s}, tx)
}

// transactionKey is the store's own, so that a host may have two stores and a transaction in each.
type transactionKey struct{ store *Store }

func (s *Store) transaction(ctx context.Context) (pgx.Tx, bool) {
	tx, ok := ctx.Value(transactionKey{s}).(pgx.Tx)
	return tx, ok
}
