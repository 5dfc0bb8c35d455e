package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

func TestPendingRuns(t *testing.T) {
	pendingRuns(t, "memory,sqlite", 2)
}

func TestPendingRunsOnPostgreSQL(t *testing.T) {
	postgrestest.Connection(t) // skips without a server
	pendingRuns(t, "postgres", 1)
}

func pendingRuns(t *testing.T, stores string, places int) {
	t.Helper()
	var out strings.Builder
	require.NoError(t, run(t.Context(), []string{"-quick", "-dir", t.TempDir(), "-stores", stores, "-pending", "1000,3000"}, &out))
	_, table, found := strings.Cut(out.String(), pendingHeading)
	require.True(t, found)
	lines := strings.Split(strings.TrimSpace(table), "\n")
	require.Len(t, lines, 3*places)
	line := regexp.MustCompile(`^\| (0|12|32) \| \w+ \| -?\d+\.\d MB \| [1-9].* [nµm]?s \| [\d.]+ KB in [\d ]+ \| [1-9].* [nµm]?s \| [\d.]+ KB in [\d ]+ \| .* – .*; .* – .* \|$`)
	for i, text := range lines {
		found := line.FindStringSubmatch(text)
		require.NotNil(t, found, text)
		assert.Equal(t, []string{"0", "12", "32"}[i%3], found[1])
	}
}

// Those who wait are due in half a day at the earliest, each for all three checks; those who are due are so at
// once. Each store is filled with as many as the table says.
func TestPendingPrepared(t *testing.T) {
	p := &pending{size: sizing{quick: true}, runs: 1}
	require.NoError(t, p.prepare(t.Context()))
	assert.Equal(t, 3*p.people, p.asks)
	store, err := memoryPlace().store(t.Context())
	require.NoError(t, err)
	dueAt := func(moment time.Time) (asks []es.Timer) {
		timers, err := store.Due(t.Context(), moment, 1000)
		require.NoError(t, err)
		return asksOf(timers)
	}
	for range 2 {
		_, err = store.Append(t.Context(), p.waiting.Copy())
		require.NoError(t, err)
	}
	assert.Empty(t, dueAt(time.Now().Add(11*time.Hour)))
	assert.Len(t, dueAt(time.Now().Add(25*time.Hour)), 2*3*p.people)
	for _, suffix := range []string{"", ".1"} {
		_, err = store.Append(t.Context(), suffixed(p.due, suffix))
		require.NoError(t, err)
	}
	assert.Len(t, dueAt(time.Now()), 2*3*p.people)
}
