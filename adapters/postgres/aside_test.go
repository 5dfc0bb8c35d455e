package postgres

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func TestTheReadSideTakesNoPartInATransactionOfTheHost(t *testing.T) {
	s := newStored(t, Options{})
	tx := s.begin()
	ctx := s.InTx(t.Context(), tx)
	s.insert(tx, "account/1", 1)

	page, err := s.Read(ctx, 0, 10)
	require.NoError(t, err)
	require.Empty(t, page.Records, "what is not committed is not delivered, to nobody")
	lease, ok, err := s.Acquire(ctx, "l", "me", time.Now(), time.Hour)
	require.NoError(t, err)
	require.True(t, ok)
	fence := eventsourcing.Fence{Lease: "l", Token: lease.Token}
	require.NoError(t, s.SaveCheckpoints(ctx, "g", eventsourcing.Checkpoint{Lanes: 1, Position: 1, Fence: fence}))
	require.NoError(t, s.Park(ctx, eventsourcing.Parked{Group: "g", Stream: eventsourcing.Stream{Category: "account", ID: "1"}}, fence))
	s.execute(tx, "ROLLBACK")

	held, err := s.Held(t.Context(), "l", time.Now())
	require.NoError(t, err)
	require.Equal(t, []eventsourcing.Lease{lease}, held)
	checkpoints, err := s.Checkpoints(t.Context(), "g")
	require.NoError(t, err)
	require.Len(t, checkpoints, 1)
	parked, err := s.Parked(t.Context(), "g")
	require.NoError(t, err)
	require.Len(t, parked, 1)
}
