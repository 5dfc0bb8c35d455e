package postgres

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func TestPurgeGoesThroughAllStreamsOfACategory(t *testing.T) {
	const streams = 2*purgeLook + 10
	s := newStored(t, Options{})
	young := time.Unix(2_000_000_000, 0)
	var batch eventsourcing.Batch
	for i := range streams {
		record := eventsourcing.Record{ID: "e", Type: "t", Schema: 1, Time: time.Unix(1_800_000_000, 0)}
		if i%3 != 0 {
			record.Time = young
		}
		batch.Streams = append(batch.Streams, eventsourcing.Append{Stream: account(fmt.Sprintf("%05d", i)), Records: []eventsourcing.Record{record}})
	}
	_, err := s.Append(t.Context(), batch)
	require.NoError(t, err)

	const idle = (streams + 2) / 3
	for _, tt := range []struct{ limit, want int }{{5, 5}, {streams, idle - 5}, {streams, 0}, {0, 0}} {
		purged, err := s.Purge(t.Context(), "account", young, tt.limit)
		require.NoError(t, err)
		require.Equal(t, tt.want, purged)
	}
	page, err := s.Read(t.Context(), 0, streams)
	require.NoError(t, err)
	require.Len(t, page.Records, streams-idle)
}

// What somebody is using at that moment is left for the next time, and nobody waits.
func TestPurgeLeavesWhatIsInUse(t *testing.T) {
	s := newStored(t, Options{})
	for _, id := range []string{"idle", "written", "relied on", "claiming"} {
		s.appendMany(account(id), 1, 1)
	}
	key := eventsourcing.ClaimKey{Kind: "phone", Index: "x"}
	claim := eventsourcing.Batch{Claims: []eventsourcing.Claim{{ClaimKey: key, Owner: account("claiming"), Expires: time.Unix(1_850_000_000, 0)}}}
	_, err := s.Append(t.Context(), claim)
	require.NoError(t, err)

	tx := s.begin()
	using := claim
	using.Streams = []eventsourcing.Append{
		{Stream: account("written"), Expected: 1, Records: []eventsourcing.Record{{ID: "e", Type: "t", Time: time.Unix(2_000_000_000, 0)}}},
		{Stream: account("relied on"), Expected: 1},
	}
	_, err = s.Append(s.InTx(t.Context(), tx), using)
	require.NoError(t, err)
	young := time.Unix(1_900_000_000, 0)
	purged, err := s.Purge(t.Context(), "account", young, 10)
	require.NoError(t, err)
	require.Equal(t, 1, purged, "only the idle one")
	expired, err := s.PurgeClaims(t.Context(), young, 10)
	require.NoError(t, err)
	require.Zero(t, expired)

	require.NoError(t, tx.Commit(t.Context()))
	purged, err = s.Purge(t.Context(), "account", young, 10)
	require.NoError(t, err)
	require.Equal(t, 2, purged, "all but the one written to since")
	_, held, err := s.Owner(t.Context(), key, time.Unix(0, 0))
	require.NoError(t, err)
	require.False(t, held)
}

func TestPurgeLooksAgainBeforeItRemoves(t *testing.T) {
	s := newStored(t, Options{})
	for i := range 3 {
		s.appendMany(account(fmt.Sprint(i)), 1, 1)
	}
	_, err := s.Append(t.Context(), eventsourcing.Batch{Timers: []eventsourcing.Timer{{TimerKey: eventsourcing.TimerKey{Stream: account("1"), Name: "t"}}}})
	require.NoError(t, err)
	removed, err := s.removeStreams(t.Context(), "account", []string{"0", "1", "2", "missing"}, time.Unix(2_000_000_000, 0))
	require.NoError(t, err)
	require.Equal(t, 2, removed)
}
