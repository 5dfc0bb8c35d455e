package sqlite

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	modernc "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func TestEveryResultCodeHasItsAxis(t *testing.T) {
	for _, tt := range []struct {
		code      int
		says      error
		transient bool
	}{
		{sqlite3.SQLITE_BUSY, errBusy, true},
		{sqlite3.SQLITE_BUSY_RECOVERY, errBusy, true},
		{sqlite3.SQLITE_BUSY_SNAPSHOT, errBusy, true},
		{sqlite3.SQLITE_LOCKED, errBusy, true},
		{sqlite3.SQLITE_FULL, errFull, true},
		{sqlite3.SQLITE_IOERR, errMachine, true},
		{sqlite3.SQLITE_IOERR_FSYNC, errMachine, true},
		{sqlite3.SQLITE_NOMEM, errMachine, true},
		{sqlite3.SQLITE_READONLY, errAccess, false},
		{sqlite3.SQLITE_READONLY_DBMOVED, errAccess, false},
		{sqlite3.SQLITE_CANTOPEN, errAccess, false},
		{sqlite3.SQLITE_CORRUPT, ErrCorrupt, false},
		{sqlite3.SQLITE_CORRUPT_INDEX, ErrCorrupt, false},
		{sqlite3.SQLITE_NOTADB, ErrCorrupt, false},
		{sqlite3.SQLITE_TOOBIG, errTooLarge, false},
		{sqlite3.SQLITE_CONSTRAINT_UNIQUE, errRejected, false},
		{sqlite3.SQLITE_ERROR, errRejected, false},
	} {
		says, transient := judge(tt.code)
		require.Equal(t, tt.says, says, tt.code)
		require.Equal(t, tt.transient, transient, tt.code)
	}
}

func TestOnlyErrorsOfTheDriverAreTranslated(t *testing.T) {
	for _, err := range []error{
		nil, context.Canceled, context.DeadlineExceeded, eventsourcing.ErrFenced, eventsourcing.ErrClosed, eventsourcing.ErrErased,
		&eventsourcing.Conflict{}, &eventsourcing.Claimed{},
	} {
		require.Equal(t, err, translate(err))
	}
	s := newStored(t, Options{})
	_, raw := s.writer.conn.exec("SELECT nothing FROM nowhere")
	translated := translate(raw)
	require.NotEqual(t, raw, translated)
	require.ErrorIs(t, translated, fault.Permanent)
	driver, ok := errors.AsType[*modernc.Error](translated)
	require.True(t, ok)
	require.Equal(t, sqlite3.SQLITE_ERROR, driver.Code())
	require.Equal(t, translated, translate(translated), "once")
}

func TestAFullDiskLeavesNothingHalfDone(t *testing.T) {
	s := newStored(t, Options{})
	s.append(account(1), 0)
	mend := s.fillDisk()

	large := one(account(2), 0)
	for range 200 {
		record := large.Streams[0].Records[0]
		record.Data = make([]byte, 4000)
		large.Streams[0].Records = append(large.Streams[0].Records, record)
	}
	large.Claims = []eventsourcing.Claim{{ClaimKey: phone("large"), Owner: account(2)}}
	position, err := s.Append(t.Context(), large)
	requireTransient(t, err)
	require.ErrorContains(t, err, "full")
	require.Zero(t, position)
	driver, ok := errors.AsType[*modernc.Error](err)
	require.True(t, ok)
	require.Equal(t, sqlite3.SQLITE_FULL, driver.Code())
	require.Zero(t, s.count(account(2)))
	_, ok, err = s.Owner(t.Context(), phone("large"), large.Now)
	require.NoError(t, err)
	require.False(t, ok)
	page, err := s.Read(t.Context(), 0, 1000)
	require.NoError(t, err)
	require.Len(t, page.Records, 1)

	mend()
	position, err = s.Append(t.Context(), large)
	require.NoError(t, err)
	require.Equal(t, int64(202), position)
	require.Equal(t, 201, s.count(account(2)))
}

func TestAGroupThatFillsTheDiskCanBeTriedAgain(t *testing.T) {
	const large = 3
	var again []int
	s := newStored(t, Options{})
	mend := s.fillDisk()
	batch := func(i int) eventsourcing.Batch {
		batch := one(account(i), 0)
		if i == large {
			batch.Streams[0].Records[0].Data = make([]byte, 1<<20)
		}
		return batch
	}
	attempt := func(i int) error {
		_, err := s.Append(t.Context(), batch(i))
		return err
	}
	unlock := s.lock()
	results := s.start(6, attempt)
	s.waitForQueue(6)
	unlock()
	for i, err := range results() {
		if i != large && err == nil {
			require.Equal(t, 1, s.count(account(i)))
			continue
		}
		requireTransient(t, err)
		require.ErrorContains(t, err, "full")
		require.Zero(t, s.count(account(i)))
		again = append(again, i)
	}
	require.Contains(t, again, large)
	mend()
	require.NoError(t, errors.Join(s.start(len(again), func(i int) error { return attempt(again[i]) })()...))
}

// fillDisk lets the file grow no more than a little.
func (s *stored) fillDisk() (mend func()) {
	s.t.Helper()
	row, err := s.writer.conn.first("PRAGMA page_count")
	require.NoError(s.t, err)
	limit := func(pages int64) {
		require.NoError(s.t, s.writer.conn.script(fmt.Sprintf("PRAGMA max_page_count = %d", pages)))
	}
	limit(integer(row[0]) + 10)
	return func() { limit(1 << 30) }
}
