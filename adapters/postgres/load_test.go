package postgres

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func account(id string) eventsourcing.Stream {
	return eventsourcing.Stream{Category: "account", ID: id}
}

// appendMany appends records of a size, of which those with a number in keyed name a data key.
func (s stored) appendMany(stream eventsourcing.Stream, records, size int, keyed ...int) {
	s.t.Helper()
	add := eventsourcing.Append{Stream: stream, Expected: eventsourcing.AnyVersion, Records: make([]eventsourcing.Record, records)}
	for i := range add.Records {
		add.Records[i] = eventsourcing.Record{ID: "e", Type: "test.happened", Schema: 1, Time: time.Unix(1_800_000_000, 0), Data: make([]byte, size)}
	}
	for _, i := range keyed {
		add.Records[i].Key = "person"
	}
	_, err := s.Append(s.t.Context(), eventsourcing.Batch{Streams: []eventsourcing.Append{add}})
	require.NoError(s.t, err)
}

func TestLongStreamsAreLoadedInChunks(t *testing.T) {
	for name, tt := range map[string]struct{ records, size int }{
		"just below a chunk":  {chunkRecords - 1, 1},
		"exactly a chunk":     {chunkRecords, 1},
		"just over a chunk":   {chunkRecords + 1, 1},
		"several chunks":      {3 * chunkRecords, 1},
		"a chunk by its size": {5, chunkBytes / 2},
		"each a chunk":        {3, chunkBytes + 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStored(t, Options{})
			s.appendMany(account("1"), tt.records, tt.size)
			s.appendMany(account("2"), 1, 1)
			sequence := s.Load(t.Context(), account("1"), 0)
			for range 2 {
				seen := 0
				for record, err := range sequence {
					require.NoError(t, err)
					seen++
					require.Equal(t, int64(seen), record.Version)
					require.Len(t, record.Data, tt.size)
				}
				require.Equal(t, tt.records, seen, "it can be ranged over again")
			}
		})
	}
}

func TestALoopOverAStreamHoldsNothing(t *testing.T) {
	s := newStored(t, Options{})
	s.appendMany(account("1"), 2*chunkRecords, 1)
	seen := 0
	for record, err := range s.Load(t.Context(), account("1"), 0) {
		require.NoError(t, err)
		seen++
		if record.Version%chunkRecords == 1 {
			require.Zero(t, s.pool.Stat().AcquiredConns())
			s.appendMany(account("1"), 1, 1)
		}
	}
	require.Equal(t, 2*chunkRecords, seen, "what was appended meanwhile is not seen")
}

// The first record of those loaded that names a data key brings it along, however late it comes.
func TestTheDataKeyComesAlong(t *testing.T) {
	s := newStored(t, Options{})
	key := eventsourcing.WrappedKey{ID: "person", KEK: "kek", Wrapped: []byte("secret")}
	_, err := s.Append(t.Context(), eventsourcing.Batch{Keys: []eventsourcing.WrappedKey{key}})
	require.NoError(t, err)
	s.appendMany(account("1"), 6, 1, 2, 4)
	s.appendMany(account("late"), chunkRecords+3, 1, chunkRecords+1, chunkRecords+2)
	brought := func(stream eventsourcing.Stream, after int64) (versions []int64) {
		for record, err := range s.Load(t.Context(), stream, after) {
			require.NoError(t, err)
			if record.Wrapped != nil {
				require.Equal(t, key, *record.Wrapped)
				versions = append(versions, record.Version)
			}
		}
		return versions
	}
	require.Equal(t, []int64{3}, brought(account("1"), 0))
	require.Equal(t, []int64{5}, brought(account("1"), 3))
	require.Empty(t, brought(account("1"), 5))
	require.Equal(t, []int64{chunkRecords + 2}, brought(account("late"), 0))

	_, err = s.Append(t.Context(), eventsourcing.Batch{Erase: []string{key.ID}})
	require.NoError(t, err)
	require.Empty(t, brought(account("1"), 0))
}

func TestALoopMayEndBetweenChunks(t *testing.T) {
	s := newStored(t, Options{})
	s.appendMany(account("1"), 2*chunkRecords, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for record, err := range s.Load(ctx, account("1"), 0) {
		if last = err; record.Version == chunkRecords {
			cancel()
		}
	}
	require.ErrorIs(t, last, context.Canceled)
	last = nil
	for record, err := range s.Load(t.Context(), account("1"), 0) {
		if last = err; record.Version == 1 {
			require.NoError(t, s.Close())
		}
	}
	require.ErrorIs(t, last, eventsourcing.ErrClosed)
}
