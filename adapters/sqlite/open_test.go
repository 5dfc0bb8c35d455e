package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	modernc "modernc.org/sqlite"

	"github.com/kabinet-go/kabinet/adapters/sqlite"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func TestOpenRefusesWhatIsNotItsOwnAndLeavesItAsItIs(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(tb testing.TB, path string)
		want error
		says string
	}{
		{"a text", func(tb testing.TB, path string) {
			write(tb, path, []byte(strings.Repeat("Уважаемые граждане! ", 1000)))
		}, sqlite.ErrNotKabinet, "a file that does not exist yet"},
		{"one byte", func(tb testing.TB, path string) { write(tb, path, []byte("x")) }, sqlite.ErrNotKabinet, "check the path"},
		{"a few bytes", func(tb testing.TB, path string) { write(tb, path, []byte("SQLite format 3\x00")) }, sqlite.ErrNotKabinet, "check the path"},
		{"zeros", func(tb testing.TB, path string) { write(tb, path, make([]byte, 8192)) }, sqlite.ErrNotKabinet, "check the path"},
		{"the database of another application", func(tb testing.TB, path string) {
			execute(tb, path, "PRAGMA application_id = 7; CREATE TABLE notes (text)")
		}, sqlite.ErrNotKabinet, "application id is 0x7"},
		{"a database of nobody's", func(tb testing.TB, path string) {
			execute(tb, path, "CREATE TABLE events (position)")
		}, sqlite.ErrNotKabinet, "application id is 0x0"},
		{"another application's with a write-ahead log", func(tb testing.TB, path string) {
			execute(tb, path, "PRAGMA journal_mode = wal; CREATE TABLE notes (text)")
		}, sqlite.ErrNotKabinet, "application id is 0x0"},
		{"a newer schema", func(tb testing.TB, path string) {
			filled(tb, path)
			execute(tb, path, "PRAGMA user_version = 9999")
		}, sqlite.ErrNewerSchema, "its schema is 9999, this version knows 1"},
		{"a newer schema that is still in the log", func(tb testing.TB, path string) {
			filled(tb, path)
			crashed(tb, path, "PRAGMA user_version = 9999")
		}, sqlite.ErrNewerSchema, "restore a backup"},
		{"a schema that never was", func(tb testing.TB, path string) {
			filled(tb, path)
			execute(tb, path, "PRAGMA user_version = -1")
		}, sqlite.ErrCorrupt, "restore a backup"},
		{"a damaged page", func(tb testing.TB, path string) {
			filled(tb, path)
			content := read(tb, path)
			copy(content[len(content)/2:], strings.Repeat("damaged!", 512))
			write(tb, path, content)
		}, sqlite.ErrCorrupt, ".recover"},
		{"a lost end", func(tb testing.TB, path string) {
			filled(tb, path)
			write(tb, path, read(tb, path)[:3*4096+100])
		}, sqlite.ErrCorrupt, "keep a copy"},
		{"a damaged table of contents", func(tb testing.TB, path string) {
			filled(tb, path)
			content := read(tb, path)
			copy(content[100:], strings.Repeat("\xff", 64))
			write(tb, path, content)
		}, sqlite.ErrCorrupt, "keep a copy"},
		{"a damaged beginning", func(tb testing.TB, path string) {
			filled(tb, path)
			content := read(tb, path)
			clear(content[:16])
			write(tb, path, content)
		}, sqlite.ErrNotKabinet, "check the path"},
		{"a directory", func(tb testing.TB, path string) { require.NoError(tb, os.Mkdir(path, 0o700)) }, sqlite.ErrNotKabinet, "not a regular file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "kabinet.db")
			tt.make(t, path)
			before := contents(t, path)
			for range 2 {
				store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
				require.Nil(t, store)
				require.ErrorIs(t, err, tt.want)
				require.ErrorIs(t, err, fault.Permanent)
				require.ErrorContains(t, err, tt.says)
				require.ErrorContains(t, err, path)
				require.Equal(t, before, contents(t, path))
			}
		})
	}
}

func TestSkippingTheCheckStillRefusesWhatCannotBeRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kabinet.db")
	filled(t, path)
	content := read(t, path)
	copy(content[len(content)/2:], strings.Repeat("damaged!", 512))
	write(t, path, content)
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{SkipCheck: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	var failed error
	for i := range 300 {
		for _, err := range store.Load(t.Context(), person(i), 0) {
			if err != nil {
				failed = err
			}
		}
	}
	require.ErrorIs(t, failed, sqlite.ErrCorrupt, "met later")
	require.ErrorIs(t, failed, fault.Permanent)
}

func TestOpenBeginsAnew(t *testing.T) {
	for name, prepare := range map[string]func(tb testing.TB, path string){
		"where nothing is":             func(testing.TB, string) {},
		"in an empty file":             func(tb testing.TB, path string) { write(tb, path, nil) },
		"in a database without tables": func(tb testing.TB, path string) { execute(tb, path, "VACUUM") },
		"in one that uses a log":       func(tb testing.TB, path string) { execute(tb, path, "PRAGMA journal_mode = wal") },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "kabinet.db")
			prepare(t, path)
			fill(t, path, 3)
			fill(t, path, 0)
			require.Equal(t, 3, count(t, path))
		})
	}
}

func TestAFileMayBeNamedAsOneLikes(t *testing.T) {
	for _, name := range []string{"личный кабинет.db", "a?mode=memory", "50%.db", "%2e.db", "a#b", "a&b=c", "..db", "file"} {
		path := filepath.Join(t.TempDir(), name)
		fill(t, path, 1)
		require.FileExists(t, path)
		require.Equal(t, 1, count(t, path))
	}
}

func TestAFileMayBeNamedRelatively(t *testing.T) {
	t.Chdir(t.TempDir())
	fill(t, "kabinet.db", 1)
	require.Equal(t, 1, count(t, "kabinet.db"))
	require.FileExists(t, "kabinet.db")
}

func TestOpenRefusesWhatIsNoFile(t *testing.T) {
	for _, path := range []string{"", ":memory:", "file:kabinet.db?mode=memory"} {
		_, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		require.ErrorIs(t, err, fault.Permanent)
		require.ErrorContains(t, err, "package memory")
	}
	_, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "missing", "kabinet.db"), sqlite.Options{})
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "directory exist")
	var driver *modernc.Error
	require.ErrorAs(t, err, &driver)
}

func TestOpenRefusesSenselessOptions(t *testing.T) {
	for _, options := range []sqlite.Options{{Readers: -1}, {Group: -1}, {BusyTimeout: -1}, {Synchronous: 7}, {Synchronous: -1}} {
		path := filepath.Join(t.TempDir(), "kabinet.db")
		_, err := sqlite.Open(t.Context(), path, options)
		require.ErrorIs(t, err, fault.Permanent)
		require.NoFileExists(t, path)
	}
}

func TestOpenHonoursTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "kabinet.db"), sqlite.Options{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestOpenGoesOnFromTheLogOfACrashedProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kabinet.db")
	filled(t, path)
	crashed(t, path, "DELETE FROM events WHERE stream = 'account/0007'")
	require.Equal(t, 299, count(t, path))
}

func TestOpenUndoesAnInterruptedTransactionOfTheOldJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kabinet.db")
	filled(t, path)
	execute(t, path, "PRAGMA journal_mode = delete")
	interrupted(t, path, "DELETE FROM events")
	require.FileExists(t, path+"-journal")
	require.Equal(t, 300, count(t, path))
}

func TestManyMayOpenANewFileAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kabinet.db")
	var running sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		running.Go(func() {
			store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
			if errs[i] = err; err != nil {
				return
			}
			defer func() { require.NoError(t, store.Close()) }()
			_, errs[i] = store.Append(t.Context(), eventsourcing.Batch{Streams: []eventsourcing.Append{happened(person(i), 0)}})
		})
	}
	running.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, len(errs), count(t, path))
}

func TestSynchronousIsFullUnlessToldOtherwise(t *testing.T) {
	require.Equal(t, "FULL", sqlite.Options{}.Synchronous.String())
	require.Equal(t, "NORMAL", sqlite.Normal.String())
	path := filepath.Join(t.TempDir(), "kabinet.db")
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{Synchronous: sqlite.Normal})
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	_, err = store.Append(t.Context(), eventsourcing.Batch{Streams: []eventsourcing.Append{happened(person(1), 0)}})
	require.NoError(t, err)
}

func person(i int) eventsourcing.Stream {
	return eventsourcing.Stream{Category: "account", ID: fmt.Sprintf("%04d", i)}
}

func happened(stream eventsourcing.Stream, expected int64) eventsourcing.Append {
	return eventsourcing.Append{Stream: stream, Expected: expected, Records: []eventsourcing.Record{{
		ID: fmt.Sprintf("%s-%d", stream.ID, expected+1), Type: "test.happened", Schema: 1,
		Time: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Data: make([]byte, 200),
	}}}
}

// filled makes a store of many pages.
func filled(tb testing.TB, path string) {
	tb.Helper()
	fill(tb, path, 300)
}

func fill(tb testing.TB, path string, n int) {
	tb.Helper()
	store, err := sqlite.Open(tb.Context(), path, sqlite.Options{})
	require.NoError(tb, err)
	var batch eventsourcing.Batch
	for i := range n {
		batch.Streams = append(batch.Streams, happened(person(i), 0))
	}
	_, err = store.Append(tb.Context(), batch)
	require.NoError(tb, err)
	require.NoError(tb, store.Close())
}

func count(tb testing.TB, path string) int {
	tb.Helper()
	store, err := sqlite.Open(tb.Context(), path, sqlite.Options{})
	require.NoError(tb, err)
	defer func() { require.NoError(tb, store.Close()) }()
	page, err := store.Read(tb.Context(), 0, 10_000)
	require.NoError(tb, err)
	return len(page.Records)
}

// crashed runs SQL and leaves the file as a killed process does: with everything in the log.
func crashed(tb testing.TB, path, statements string) {
	tb.Helper()
	copied := filepath.Join(tb.TempDir(), "crashed.db")
	write(tb, copied, read(tb, path))
	during(tb, copied, statements, func() {
		write(tb, path, read(tb, copied))
		write(tb, path+"-wal", read(tb, copied+"-wal"))
	})
	require.NotEmpty(tb, read(tb, path+"-wal"))
}

// interrupted does the same in the midst of a transaction, with a cache so small that part of it has
// reached the file.
func interrupted(tb testing.TB, path, statements string) {
	tb.Helper()
	copied := filepath.Join(tb.TempDir(), "interrupted.db")
	write(tb, copied, read(tb, path))
	before := read(tb, path)
	during(tb, copied, "PRAGMA cache_size = 1; BEGIN; "+statements, func() {
		write(tb, path, read(tb, copied))
		write(tb, path+"-journal", read(tb, copied+"-journal"))
	})
	require.NotEqual(tb, before, read(tb, path))
}

// contents are the file and what belongs to it, without the index that every reader may build.
func contents(tb testing.TB, path string) map[string]string {
	tb.Helper()
	files, err := filepath.Glob(path + "*")
	require.NoError(tb, err)
	all := map[string]string{}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && !strings.HasSuffix(file, "-shm") {
			all[file] = string(read(tb, file))
		}
	}
	return all
}

func read(tb testing.TB, path string) []byte {
	tb.Helper()
	content, err := os.ReadFile(path)
	require.NoError(tb, err)
	return content
}

func write(tb testing.TB, path string, content []byte) {
	tb.Helper()
	require.NoError(tb, os.WriteFile(path, content, 0o600))
}
