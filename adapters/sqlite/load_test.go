package sqlite

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

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
			s := newStored(t, Options{Readers: 1})
			s.appendMany(account(1), tt.records, tt.size)
			s.appendMany(account(2), 1, 1)
			sequence := s.Load(t.Context(), account(1), 0)
			for range 2 {
				seen := 0
				for record, err := range sequence {
					require.NoError(t, err)
					seen++
					require.Equal(t, int64(seen), record.Version)
					require.Equal(t, account(1), record.Stream)
					require.Len(t, record.Data, tt.size)
				}
				require.Equal(t, tt.records, seen, "it can be ranged over again")
			}
		})
	}
}

func TestTheFirstDataKeyComesAlong(t *testing.T) {
	s := newStored(t, Options{Readers: 1})
	key := eventsourcing.WrappedKey{ID: "7", KEK: "kek", Wrapped: []byte("secret")}
	add := eventsourcing.Append{Stream: account(1), Records: make([]eventsourcing.Record, chunkRecords+2)}
	for i := range add.Records[chunkRecords:] {
		add.Records[chunkRecords+i].Key = "7"
	}
	_, err := s.Append(t.Context(), eventsourcing.Batch{Streams: []eventsourcing.Append{add}, Keys: []eventsourcing.WrappedKey{key}})
	require.NoError(t, err)
	for _, erased := range []bool{false, true} {
		var came []eventsourcing.WrappedKey
		for record, err := range s.Load(t.Context(), account(1), 0) {
			require.NoError(t, err)
			if record.Wrapped != nil {
				require.EqualValues(t, chunkRecords+1, record.Version)
				came = append(came, *record.Wrapped)
			}
		}
		if erased {
			require.Empty(t, came)
		} else {
			require.Equal(t, []eventsourcing.WrappedKey{key}, came)
		}
		_, err = s.Append(t.Context(), eventsourcing.Batch{Erase: []string{"7"}})
		require.NoError(t, err)
	}
}

func TestALoopOverAStreamHoldsNothing(t *testing.T) {
	s := newStored(t, Options{Readers: 1})
	s.appendMany(account(1), 2*chunkRecords, 1)
	seen := 0
	for record, err := range s.Load(t.Context(), account(1), 0) {
		require.NoError(t, err)
		seen++
		if record.Version%chunkRecords == 1 {
			s.append(account(1), int64(2*chunkRecords+seen/chunkRecords))
			_, err := s.Read(t.Context(), 0, 1)
			require.NoError(t, err, "the only read connection is free")
		}
	}
	require.Equal(t, 2*chunkRecords, seen, "what was appended meanwhile is not seen")
	require.Equal(t, 2*chunkRecords+2, s.count(account(1)))
}

func TestALoopMayStopBetweenChunks(t *testing.T) {
	s := newStored(t, Options{})
	s.appendMany(account(1), 2*chunkRecords, 1)
	for record, err := range s.Load(t.Context(), account(1), 0) {
		require.NoError(t, err)
		if record.Version == chunkRecords {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for record, err := range s.Load(ctx, account(1), 0) {
		if last = err; record.Version == chunkRecords {
			cancel()
		}
	}
	require.ErrorIs(t, last, context.Canceled)
	last = nil
	for record, err := range s.Load(t.Context(), account(1), 0) {
		if last = err; record.Version == 1 {
			require.NoError(t, s.Close())
		}
	}
	require.ErrorIs(t, last, eventsourcing.ErrClosed)
}

func TestAStreamPurgedInTheMidstOfALoopEnds(t *testing.T) {
	s := newStored(t, Options{})
	s.appendMany(account(1), 3*chunkRecords, 1)
	seen := 0
	for record, err := range s.Load(t.Context(), account(1), 0) {
		require.NoError(t, err)
		if seen++; record.Version == chunkRecords+1 {
			_, err := s.Purge(t.Context(), "account", time.Unix(1<<40, 0), 1)
			require.NoError(t, err)
		}
	}
	require.Equal(t, 2*chunkRecords, seen)
}

func TestDamagedMetadataIsReported(t *testing.T) {
	s := newStored(t, Options{})
	s.append(account(1), 0)
	require.NoError(t, s.writer.conn.script("UPDATE events SET metadata = '{'"))
	for _, err := range s.Load(t.Context(), account(1), 0) {
		require.ErrorIs(t, err, ErrCorrupt)
	}
	_, err := s.Read(t.Context(), 0, 1)
	require.ErrorIs(t, err, ErrCorrupt)
	require.NoError(t, s.writer.conn.script("UPDATE events SET metadata = NULL, stream = 'nameless'"))
	_, err = s.Read(t.Context(), 0, 1)
	require.ErrorIs(t, err, ErrCorrupt)
}

func (s *stored) appendMany(stream eventsourcing.Stream, records, size int) {
	s.t.Helper()
	batch := one(stream, 0)
	record := batch.Streams[0].Records[0]
	record.Data = make([]byte, size)
	batch.Streams[0].Records = nil
	for range records {
		batch.Streams[0].Records = append(batch.Streams[0].Records, record)
	}
	_, err := s.Append(s.t.Context(), batch)
	require.NoError(s.t, err)
}
