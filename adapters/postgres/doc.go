// Package postgres keeps the events of Kabinet in PostgreSQL (15 or later), for any number of processes at once.
//
//	store, err := postgres.Open(ctx, "postgres://portal:…@db.example/portal?search_path=kabinet", postgres.Options{})
//	if err != nil {
//		return err
//	}
//	defer store.Close()
//
//	engine, err := eventsourcing.NewEngine(eventsourcing.Config{Store: store, …})
//
// # How it works
//
//	Append ── one statement ──▶ kabinet.append(…)                      ┌ Load, Owner, Due …
//	             and commit       1 leases, 2 locks of streams,        ├ Read: positions without holes;
//	                              claims and keys, 3 versions and   ◀──┤   at a hole a look at who may
//	                              claims read, 4 everything written    └   still fill it
//
// An append waits for those to the same streams, claims and data keys, and for no others; it finds every
// obstacle before it writes, so a refusal costs the server no error. Waits follow one order, so appends never
// wait in a circle. docs/decisions/0007-append-is-a-function.md says why.
//
// # A host's own rows
//
// With the context that [Store.InTx] returns every service over the store works inside the host's transaction:
// the account and the host's rows commit together or not at all.
//
// # What is promised
//
// What Append has acknowledged survives what the server's commits survive (fsync, synchronous_commit). A call
// that failed has left nothing, unless its error is marked fault.InDoubt: then the connection was lost between
// the statement and its answer. Repeating the command with the same idempotency key is safe in any case.
// Errors of a server that is gone, restarts, is full or takes no writes are fault.Transient; missing rights,
// tables or databases are fault.Permanent and say what is to be done.
//
// # Setting it up
//
// The store has a schema of its own, named by search_path. [Open] creates and upgrades it where the role may;
// elsewhere [Migrate] does so as another role. Every statement names the schema and nothing depends on the
// session, so a pooler that shares connections between transactions may be in between; see [Open]. A batch takes
// a lock for each stream, claim, timer and data key it names, of max_locks_per_transaction × max_connections.
package postgres
