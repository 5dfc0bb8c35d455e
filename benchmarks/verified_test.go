package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// The floor of a verification leaves the events, claims and timers that Kabinet left, and checks versions.
func TestFloorsRetrace(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		d := &driven{place: p, people: 2, tickets: true}
		require.NoError(t, d.retrace(t.Context()))
		f, err := p.floor(t.Context())
		require.NoError(t, err)
		defer func() { assert.NoError(t, f.close()) }()
		batches := []es.Batch{d.crowd.registered, joined(d.crowd.submitted)}
		for _, retraced := range d.retraced {
			batches = append(batches, retraced...)
		}
		events := 0
		for _, batch := range batches {
			require.NoError(t, f.write(t.Context(), batch))
			for _, add := range batch.Streams {
				events += len(add.Records)
			}
		}
		log, err := f.page(t.Context(), 0, 1000)
		require.NoError(t, err)
		require.Len(t, log, events)
		last := log[len(log)-1]
		assert.NotEmpty(t, last.Data)
		assert.NotEmpty(t, last.ID)
		people := len(d.retraced)
		claims, timers := keptBy(t, f)
		assert.Equal(t, len(d.crowd.registered.Claims)+(2+3)*people, claims, "SNILS and document, and the tickets")
		assert.Equal(t, people, timers, "when the document lapses; all others are cancelled")
		require.ErrorIs(t, f.write(t.Context(), batches[len(batches)-1]), errVersion)
	})
}

func keptBy(t *testing.T, f floor) (claims, timers int) {
	t.Helper()
	const count = "SELECT (SELECT count(*) FROM claims), (SELECT count(*) FROM timers)"
	switch f := f.(type) {
	case *floorMemory:
		return len(f.claims), len(f.timers)
	case *floorSQLite:
		require.NoError(t, f.db.QueryRowContext(t.Context(), count).Scan(&claims, &timers))
	case *floorPostgres:
		require.NoError(t, f.pool.QueryRow(t.Context(), count).Scan(&claims, &timers))
	}
	return claims, timers
}

// A verification is as few commits as can be: one that starts it and asks, one for each answer. A ticket is one
// more, and so is asking about it.
func TestCommitsOfAVerification(t *testing.T) {
	for tickets, want := range map[bool]int{false: 4, true: 10} {
		d := &driven{place: memoryPlace(), people: 3, tickets: tickets}
		require.NoError(t, d.retrace(t.Context()))
		for _, batches := range d.retraced {
			commits := 0
			for _, batch := range batches {
				for _, add := range batch.Streams {
					if add.Stream.Category == "verification" {
						commits++
					}
				}
			}
			assert.Equal(t, want, commits)
		}
	}
}
