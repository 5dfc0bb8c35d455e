package storetest

import (
	"testing"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Harness is one database of an adapter, prepared for one subtest.
type Harness struct {
	// Open opens the database: empty at first, later with everything committed. The suite closes a
	// store before it opens the next.
	Open func(t *testing.T) eventsourcing.Store
	// Durable says that what was committed survives Close. The topic "durability" is left out without.
	Durable bool
	// FailAppends makes the database fail in the midst of every append to the open store, after part
	// of the batch was written and before all of it was, until mend is called. It may only work for
	// batches that have every part. Nil leaves the topic "failures" out.
	FailAppends func(t *testing.T) (mend func())
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
