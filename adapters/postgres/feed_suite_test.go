package postgres_test

import (
	"testing"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed/feedtest"
)

// The suite runs in virtual time, which stands still while the server is asked.
func TestFeedSuite(t *testing.T) {
	feedtest.Run(t, func(t *testing.T) eventsourcing.Store {
		t.Helper()
		return open(t, postgrestest.Connection(t)+unsynced, postgres.Options{Clock: postgres.CallerClock})
	})
}

func BenchmarkFeed(b *testing.B) {
	feedtest.Benchmark(b, func(b *testing.B) eventsourcing.Store {
		b.Helper()
		return open(b, postgrestest.Connection(b), postgres.Options{})
	})
}
