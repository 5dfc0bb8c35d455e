package storetest

import (
	"context"
	"testing"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Harness is one database of an adapter, prepared for one subtest.
type Harness struct {
	// Open opens the database: empty at first, later with everything committed. The suite closes a
	// store before it opens the next, except in the topic "several stores".
	Open func(t *testing.T) eventsourcing.Store
	// Several says that several stores may be open at once, as those of several processes are. The topic
	// "several stores" is left out without.
	Several bool
	// Durable says that what was committed survives Close. The topic "durability" is left out without.
	Durable bool
	// FailAppends makes the database fail in the midst of every append to the open store, after part
	// of the batch was written and before all of it was, until mend is called. It may only work for
	// batches that have every part. Nil leaves the topic "failures" out.
	FailAppends func(t *testing.T) (mend func())
	// Transact runs work within a transaction of the host's own, which an append to the store with the
	// context that work is given becomes part of, and commits it if work returned nil. It is called by 17
	// goroutines at once. Without it the topic "order under fire" is shown without disturbances.
	Transact func(ctx context.Context, store eventsourcing.Store, disturbance Disturbance, work func(ctx context.Context) error) error
}

// Disturbance is what else happens to a transaction.
type Disturbance struct {
	// Early has it take its place among the transactions, as by a write to a table of the host's, before
	// work begins.
	Early bool
	// RollBack has it rolled back after work, in place of committed.
	RollBack bool
}

// Run shows all promises of the Store port, each as a subtest. newHarness is called once per subtest
// and releases by t.Cleanup what it took.
func Run(t *testing.T, newHarness func(t *testing.T) Harness) {
	for _, topic := range []struct {
		name string
		show func(*suite)
	}{
		{"versions", versions},
		{"loading", loading},
		{"atomic appends", atomicity},
		{"claims", claims},
		{"feed", feed},
		{"feed under load", underLoad},
		{"order under fire", underFire},
		{"several stores", several},
		{"timers", timers},
		{"leases", leases},
		{"fences", fences},
		{"checkpoints", checkpoints},
		{"parking", parking},
		{"keys", keys},
		{"purge", purge},
		{"snapshots", snapshots},
		{"records", records},
		{"cancellation", cancellation},
		{"closing", closing},
		{"durability", durability},
		{"failures", failures},
	} {
		t.Run(topic.name, func(t *testing.T) { topic.show(&suite{t: t, newHarness: newHarness}) })
	}
}
