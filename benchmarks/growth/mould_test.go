package main

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/adapters/memory"
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
	require.NoError(t, whileRunning(t.Context(), portal, func(ctx context.Context) error {
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
	made := newStencil(batch)
	store := memory.NewStore()
	for _, people := range []es.Batch{batch, made.copy(), made.copy()} {
		assert.Equal(t, weightOf(batch), weightOf(people))
		_, err := store.Append(t.Context(), people) // any name used twice would be refused
		require.NoError(t, err)
	}
	third := made.copy()
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

// A later word about a claim or a timer counts, streams are joined in their order.
func TestSum(t *testing.T) {
	stream := es.Stream{Category: "c", ID: "1"}
	claim := func(kind string) es.Claim {
		return es.Claim{ClaimKey: es.ClaimKey{Kind: kind, Index: "i"}, Owner: stream}
	}
	timer := func(name string) es.Timer { return es.Timer{TimerKey: es.TimerKey{Stream: stream, Name: name}} }
	record := func(id string) es.Record { return es.Record{ID: id} }
	n := &notebook{batches: []es.Batch{
		{
			Streams: []es.Append{{Stream: stream, Records: []es.Record{record("1")}}},
			Claims:  []es.Claim{claim("stays"), claim("goes")},
			Timers:  []es.Timer{timer("stays"), timer("goes")},
		},
		{
			Streams:  []es.Append{{Stream: stream, Expected: 1, Records: []es.Record{record("2")}}},
			Releases: []es.Claim{claim("goes")}, Cancels: []es.TimerKey{timer("goes").TimerKey},
		},
	}}
	sum := n.sum()
	assert.Equal(t, []es.Append{{Stream: stream, Records: []es.Record{record("1"), record("2")}}}, sum.Streams)
	assert.Equal(t, []es.Claim{claim("stays")}, sum.Claims)
	assert.Equal(t, []es.Timer{timer("stays")}, sum.Timers)
}

func TestNamesAreFound(t *testing.T) {
	ulid, index := "01KBENCH000000000000000001", strings.Repeat("a-_Z", 10)+"abc"
	made := &stencil{known: map[string]int{}, texts: map[string]text{}}
	cut := made.cut(`{"account":"` + ulid + `","index":"` + index + `","again":"` + ulid + `.1"}`)
	assert.Equal(t, map[string]int{ulid: 0, index: 1}, made.known)
	assert.Equal(t, []int{0, 1, 0}, cut.names)
	assert.Equal(t, `.1"}`, cut.pieces[3])
}
