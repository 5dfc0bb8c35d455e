// Package sqlite keeps Kabinet's events in one SQLite file: the embedded default, without cgo and
// without a server.
//
//	store, err := sqlite.Open(ctx, "/var/lib/portal/kabinet.db", sqlite.Options{})
//	if err != nil {
//		return err
//	}
//	defer store.Close()
//
//	engine, err := eventsourcing.NewEngine(eventsourcing.Config{Store: store, …})
//
// # How it works
//
//	Append ┐                                            ┌ Load, Read, Owner, Due …
//	Append ┼─ group ── one connection ──▶ kabinet.db ◀──┤ each on a connection
//	Append ┘  one COMMIT for all waiting   (WAL)        └ of a small pool
//
// Writes waiting at the same moment share one transaction, each on its own terms, and so one sync of
// the disk: eight writers are several times faster than one, and a refused one harms nobody else. There
// is no goroutine behind it, one of the callers commits for all. Readers see the last commit and never
// wait for writers. Positions are given inside the write transaction, of which the file has one at a
// time, also with several processes: whoever reads a position has missed none before it.
//
// # What is promised
//
// With [Full], the default, what Append has acknowledged survives a power failure. A process killed at
// any moment leaves nothing half done; the next Open goes on from the last commit. Several processes of
// one machine may share the file; it must lie on a local disk, as SQLite's locks do not work over
// networks.
//
// A write that failed has left nothing, unless its error is marked fault.InDoubt: that is a commit which
// the machine failed to finish, mostly to sync. Repeat the command under its idempotency key.
//
// # The file
//
// Beside kabinet.db SQLite keeps kabinet.db-wal and kabinet.db-shm while a process has it open; they
// belong to it. Copy the file when nobody has it open, or at any time by the .backup command of the
// sqlite3 shell. The schema lies in migrations/; other programs may read the tables.
package sqlite
