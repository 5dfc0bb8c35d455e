package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/sqlite"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed/feedtest"
)

// The suite loses processes, not power, so it need not wait for the disk at every commit.
func TestFeedSuite(t *testing.T) {
	feedtest.Run(t, func(t *testing.T) eventsourcing.Store {
		t.Helper()
		return feedStore(t, sqlite.Options{Synchronous: sqlite.Normal})
	})
}

func BenchmarkFeed(b *testing.B) {
	feedtest.Benchmark(b, func(b *testing.B) eventsourcing.Store {
		b.Helper()
		return feedStore(b, sqlite.Options{})
	})
}

func feedStore(tb testing.TB, options sqlite.Options) eventsourcing.Store {
	tb.Helper()
	store, err := sqlite.Open(tb.Context(), filepath.Join(tb.TempDir(), "kabinet.db"), options)
	require.NoError(tb, err)
	tb.Cleanup(func() { assert.NoError(tb, store.Close()) })
	return store
}
