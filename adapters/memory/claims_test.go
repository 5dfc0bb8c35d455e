package memory

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Owners may have no records: nothing but their claims tells of them, so nothing stays after those.
func TestOwnersWithoutRecordsLeaveNothingBehind(t *testing.T) {
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	stream := func(id string) eventsourcing.Stream { return eventsourcing.Stream{Category: "account", ID: id} }
	claim := eventsourcing.Claim{Owner: stream("first"), Expires: now.Add(time.Minute)}
	inherited := eventsourcing.Claim{Owner: stream("second")}
	for name, lose := range map[string]eventsourcing.Batch{
		"released":   {Releases: []eventsourcing.Claim{claim}},
		"taken over": {Claims: []eventsourcing.Claim{inherited}},
		"expired":    {},
	} {
		t.Run(name, func(t *testing.T) {
			s := NewStore()
			_, err := s.Append(t.Context(), eventsourcing.Batch{Now: now, Claims: []eventsourcing.Claim{claim}})
			require.NoError(t, err)
			require.Contains(t, s.histories.byStream, claim.Owner)
			lose.Now = now.Add(time.Hour)
			_, err = s.Append(t.Context(), lose)
			require.NoError(t, err)
			_, err = s.PurgeClaims(t.Context(), lose.Now, 10)
			require.NoError(t, err)
			require.NotContains(t, s.histories.byStream, claim.Owner)
			require.Len(t, s.histories.byStream, len(lose.Claims))
		})
	}
}

// An owner that loses one of its claims before its first record is still the one of the other.
func TestClaimsTakenBeforeTheFirstRecordGoWithTheirStream(t *testing.T) {
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	owner := eventsourcing.Stream{Category: "session", ID: "1"}
	released := eventsourcing.Claim{ClaimKey: eventsourcing.ClaimKey{Kind: "released"}, Owner: owner}
	held := eventsourcing.Claim{ClaimKey: eventsourcing.ClaimKey{Kind: "held"}, Owner: owner}
	s := NewStore()
	for _, batch := range []eventsourcing.Batch{
		{Claims: []eventsourcing.Claim{released, held}},
		{Releases: []eventsourcing.Claim{released}},
		{Streams: []eventsourcing.Append{{Stream: owner, Records: []eventsourcing.Record{{Time: now}}}}},
	} {
		batch.Now = now
		_, err := s.Append(t.Context(), batch)
		require.NoError(t, err)
	}
	purged, err := s.Purge(t.Context(), owner.Category, now.Add(time.Hour), 10)
	require.NoError(t, err)
	require.Equal(t, 1, purged)
	_, ok, err := s.Owner(t.Context(), held.ClaimKey, now)
	require.NoError(t, err)
	require.False(t, ok)
	require.Empty(t, s.histories.byStream)
}
