// Benchmarks measures the kernel on its stores against floors doing the same work in the same run, and
// prints one Markdown table:
//
//	go run ./benchmarks                      # everything, a quarter of an hour
//	go run ./benchmarks -stores postgres     # or memory,sqlite
//	go run ./benchmarks -only 'batch.*SQLite'
//	go run ./benchmarks -only 'signature|assertion' -stores memory
//	go run ./benchmarks -quick               # every row once and small; the figures mean nothing
//	go run ./benchmarks -pending 1000,100000 # another table: verifications that wait on timers
//
// PostgreSQL is the server that KABINET_TEST_POSTGRES names, or that at 127.0.0.1:5432; its user must be
// allowed to create schemas and to CHECKPOINT. Each subject has a schema of its own, which is dropped
// afterwards. Another command, in the folder growth, fills a store with a million accounts.
//
// # What is compared
//
// A row has up to three contenders, measured in turns as often as -runs says. Times are medians over the
// runs. A ratio is taken within each run, between neighbours in time, and its median is shown; the spread
// is its least and greatest value.
//
// A database has grown over some runs when its medians are taken, since a file written before is faster than
// one that grows; memory is filled anew for each run. PostgreSQL writes everything out before each row and
// vacuums and analyses the tables of all contenders before each measurement, autovacuum being off for them:
// what falls due from time to time falls on nobody.
//
//   - The floor is what one would write by hand for this one purpose. On SQLite: database/sql over the
//     same driver, prepared statements, the same tables with all their columns, write-ahead log with
//     synchronous=FULL, one connection, a check of the stream's version in the transaction. On PostgreSQL:
//     pgx with its cache of prepared statements, the same table of events with its indexes but without the
//     trigger that the feed's order needs, one statement for an append, which checks the version too and
//     takes many events as arrays, a pool as large as the store's, and the server's own
//     synchronous_commit. In memory: a mutex, a map of slices and one slice for the log, records copied in
//     and out. All make a ULID for each event, and write and read it with encoding/json.
//   - Plain is the kernel with the same event: a unit of work that loads, decides and commits.
//   - Features on is the kernel as an account uses it: the personal part of each event is sealed under the
//     person's data key and opened when loaded, a stream begins with a new data key, each command takes a
//     claim. The log and deliveries carry personal parts as ciphertext, but where they are opened.
//
// Both of the kernel give a feed that no event is missing from, also with concurrent writers; no floor does.
//
// The floor of a verification is another one: it writes what Kabinet has appended for the same people, in as
// many transactions, and does nothing else.
//
// Signatures and assertions of banks need no store; they are measured with memory, one after the other. Their floor is
// the standard library's verification of as many signatures, with keys and digests at hand.
//
// In rows that say "as floor, watermill-sql" that library, over pgx, in the same database, delivers the same
// messages in place of the floor: as it comes (100 at once, looked for each second) and tuned (500 at once,
// looked for each millisecond, no deadline for acks).
package main
