// Benchmarks measures the kernel on its stores against floors doing the same work in the same run, and
// prints one Markdown table:
//
//	go run ./benchmarks                      # everything, three to five minutes
//	go run ./benchmarks -only 'batch.*SQLite'
//	go run ./benchmarks -quick               # every row once and small; the figures mean nothing
//
// # What is compared
//
// A row has up to three contenders, measured in turns as often as -runs says. Times are medians over the
// runs. A ratio is taken within each run, between neighbours in time, and its median is shown; the spread
// is its least and greatest value.
//
// A database has grown over some runs when its medians are taken, since a file written before is faster than
// one that grows; memory is filled anew for each run.
//
//   - The floor is what one would write by hand for this one purpose. On SQLite: database/sql over the
//     same driver, prepared statements, the same tables with all their columns, write-ahead log with
//     synchronous=FULL, one connection, a check of the stream's version in the transaction. In memory: a
//     mutex, a map of slices and one slice for the log, records copied in and out. Both make a ULID for
//     each event, and write and read it with encoding/json.
//   - Plain is the kernel with the same event: a unit of work that loads, decides and commits.
//   - Features on is the kernel as an account uses it: the personal part of each event is sealed under the
//     person's data key and opened when loaded, a stream begins with a new data key, each command takes a
//     claim. The log and deliveries carry personal parts as ciphertext, but where they are opened.
//
// Both of the kernel give a feed that no event is missing from, also with concurrent writers; no floor does.
package main
