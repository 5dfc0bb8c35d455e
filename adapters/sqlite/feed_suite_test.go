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
		return feedStore(t, sqlite.Options{Synchronous: sqlite.Normal})
	})
}

func BenchmarkFeed(b *testing.B) {
	feedtest.Benchmark(b, func(b *testing.B) eventsourcing.Store { return feedStore(b, sqlite.Options{}) })
}

func feedStore(t testing.TB, options sqlite.Options) eventsourcing.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "kabinet.db"), options)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, store.Close()) })
	return store
}
