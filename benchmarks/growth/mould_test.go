package main

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/benchmarks/internal/stock"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// contents is what a store holds, but for names, ciphertexts and times.
func contents(t *testing.T, store es.Store) []string {
	t.Helper()
	page, err := store.Read(t.Context(), 0, 100_000)
	require.NoError(t, err)
	var lines []string
	for _, record := range page.Records {
		lines = append(lines, record.Stream.Category+" "+record.Type)
	}
	slices.Sort(lines)
	return lines
}

// One append leaves what the real flow has left: the same events, data keys and timers; and a person of that
// store can sign in, so claims and keys are right too.
func TestPeopleLeaveWhatTheRealFlowLeaves(t *testing.T) {
	m := newMould()
	real := memory.NewStore()
	portal, inbox, err := m.portal(real)
	require.NoError(t, err)
	require.NoError(t, stock.WhileRunning(t.Context(), portal, func(ctx context.Context) error {
		_, err := register(ctx, portal, inbox, phone(1))
		return err
	}))

	batch, accounts, err := m.people(t.Context(), 1, 1)
	require.NoError(t, err)
	require.Len(t, accounts, 1)
	summed := memory.NewStore()
	_, err = summed.Append(t.Context(), batch)
	require.NoError(t, err)

	assert.Equal(t, contents(t, real), contents(t, summed))
	assert.Equal(t, []string{"challenge", "phone"}, kinds(batch), "the claim of the registration under way is released")
	assert.Len(t, batch.Keys, 1)
	assert.Empty(t, batch.Timers, "all were cancelled")

	other, _, err := m.portal(summed)
	require.NoError(t, err)
	admitted, err := other.Access.SignIn(t.Context(), access.SignIn{Login: phone(1), Password: theirPassword})
	require.NoError(t, err)
	used, err := other.Access.Authenticate(t.Context(), admitted.Token)
	require.NoError(t, err)
	assert.Equal(t, accounts[0], used.Account)
}

func kinds(batch es.Batch) []string {
	var kinds []string
	for _, claim := range batch.Claims {
		kinds = append(kinds, claim.Kind)
	}
	slices.Sort(kinds)
	return kinds
}

// Copies share no name with their original or each other, and weigh the same.
func TestCopiesAreOthersOfTheSameWeight(t *testing.T) {
	batch, accounts, err := newMould().people(t.Context(), 1, 3)
	require.NoError(t, err)
	made := stock.NewStencil(batch)
	store := memory.NewStore()
	for _, people := range []es.Batch{batch, made.Copy(), made.Copy()} {
		assert.Equal(t, weightOf(batch), weightOf(people))
		_, err := store.Append(t.Context(), people) // any name used twice would be refused
		require.NoError(t, err)
	}
	third := made.Copy()
	for _, add := range third.Streams {
		for _, record := range add.Records {
			for _, id := range accounts {
				assert.NotContains(t, add.Stream.ID+record.ID+record.Key+string(record.Data), id)
			}
		}
	}
	for i, add := range third.Streams {
		if add.Stream.Category == "account" {
			assert.Contains(t, string(add.Records[0].Data), add.Stream.ID, "names agree")
			assert.True(t, slices.ContainsFunc(third.Keys, func(key es.WrappedKey) bool { return key.ID == add.Stream.ID }))
		}
		assert.Len(t, add.Records, len(batch.Streams[i].Records))
	}
}

func weightOf(batch es.Batch) (bytes int) {
	for _, add := range batch.Streams {
		for _, r := range add.Records {
			bytes += len(add.Stream.ID) + len(r.ID) + len(r.Data) + len(r.Sealed) + len(r.Key)
		}
	}
	for _, claim := range batch.Claims {
		bytes += len(claim.Index) + len(claim.Owner.ID)
	}
	for _, key := range batch.Keys {
		bytes += len(key.ID) + len(key.Wrapped)
	}
	return bytes
}
