package feed_test

import (
	"testing"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed/feedtest"
)

func newStore(tb testing.TB) eventsourcing.Store {
	tb.Helper()
	store := memory.NewStore()
	tb.Cleanup(func() { _ = store.Close() }) // documented never to fail
	return store
}

func TestFeed(t *testing.T) {
	feedtest.Run(t, func(t *testing.T) eventsourcing.Store {
		t.Helper()
		return newStore(t)
	})
}

func BenchmarkFeed(b *testing.B) {
	feedtest.Benchmark(b, func(b *testing.B) eventsourcing.Store {
		b.Helper()
		return newStore(b)
	})
}
