// Growth fills a store with accounts and prints how its size, the cost of commands, the speed of catching
// up and recovery change on the way, as Markdown and as a picture:
//
//	go run ./benchmarks/growth -picture docs/images/growth.svg        # half an hour, and 20 GB of disk
//	go run ./benchmarks/growth -stores sqlite -sizes 1000,10000
//
// # Who lives there
//
// Accounts are those of registered and confirmed people with a password. They are registered by the real
// services with running reactions, over a store in memory, a hundred at a time; what this has appended is
// summed up in one append and written to the store that grows. So an account leaves what the real flow
// leaves: its events, claims, data key and timers, and the streams of its challenge, message and allowance,
// which are purged 30 days later. To grow faster, nine of ten are copies of such a hundred under ids and
// blind indexes of their own: they weigh the same, and nobody can open them. Commands are those of real
// ones, which are spread over the whole store.
//
// # What is measured
//
// PostgreSQL is a server of our own, started with initdb in a temporary folder, on which nobody else works
// and which can be crashed. Its settings are the defaults but for 1 GB of shared buffers and 4 GB of
// write-ahead log between checkpoints. A command is measured in turns with the same command in a store of a
// thousand accounts on the same server, so that a slower moment of the machine falls on both.
package main
