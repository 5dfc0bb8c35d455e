package sqlite

import (
	"context"
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
		add := one(account(i), 0).Streams[0]
		if i%3 != 0 {
			add.Records[0].Time = young
		}
		batch.Streams = append(batch.Streams, add)
	}
	_, err := s.Append(t.Context(), batch)
	require.NoError(t, err)

	const idle = (streams + 2) / 3
	purged, err := s.Purge(t.Context(), "account", young, 5)
	require.NoError(t, err)
	require.Equal(t, 5, purged)
	purged, err = s.Purge(t.Context(), "account", young, streams)
	require.NoError(t, err)
	require.Equal(t, idle-5, purged)
	purged, err = s.Purge(t.Context(), "account", young, streams)
	require.NoError(t, err)
	require.Zero(t, purged)
	page, err := s.Read(t.Context(), 0, streams)
	require.NoError(t, err)
	require.Len(t, page.Records, streams-idle)
}

func TestPurgeLooksAgainBeforeItRemoves(t *testing.T) {
	s := newStored(t, Options{})
	for i := range 4 {
		s.append(account(i), 0)
	}
	young := one(account(1), 1)
	young.Streams[0].Records[0].Time = time.Unix(2_000_000_000, 0)
	young.Timers = []eventsourcing.Timer{{TimerKey: eventsourcing.TimerKey{Stream: account(2), Name: "t"}}}
	_, err := s.Append(t.Context(), young)
	require.NoError(t, err)
	found := []string{account(0).String(), account(1).String(), account(2).String(), account(3).String(), "account/missing"}
	removed, err := s.removeStreams(t.Context(), found, 2_000_000_000_000_000)
	require.NoError(t, err)
	require.Equal(t, 2, removed)
	require.Equal(t, []int{0, 2, 1, 0}, []int{s.count(account(0)), s.count(account(1)), s.count(account(2)), s.count(account(3))})
}

func TestAPurgeThatIsCutShortSaysWhatItRemoved(t *testing.T) {
	s := newStored(t, Options{})
	for i := range 2 * purgeRemove {
		s.append(account(i), 0)
	}
	require.NoError(t, s.writer.conn.script(`CREATE TRIGGER stuck BEFORE DELETE ON events WHEN old.stream = 'account/0070'
		BEGIN SELECT RAISE(ABORT, 'stuck'); END`))
	purged, err := s.Purge(t.Context(), "account", time.Unix(1<<40, 0), 1000)
	require.Error(t, err)
	require.Equal(t, purgeRemove, purged)
	require.Equal(t, 1, s.count(account(60)), "nothing of the failed transaction is gone")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	purged, err = s.Purge(ctx, "account", time.Unix(1<<40, 0), 1000)
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, purged)
}
