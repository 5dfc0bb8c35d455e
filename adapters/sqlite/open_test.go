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
		make func(t *testing.T, path string)
		want error
		says string
	}{
		{"a text", func(t *testing.T, path string) {
			write(t, path, []byte(strings.Repeat("Уважаемые граждане! ", 1000)))
		}, sqlite.ErrNotKabinet, "a file that does not exist yet"},
		{"one byte", func(t *testing.T, path string) { write(t, path, []byte("x")) }, sqlite.ErrNotKabinet, "check the path"},
		{"a few bytes", func(t *testing.T, path string) { write(t, path, []byte("SQLite format 3\x00")) }, sqlite.ErrNotKabinet, "check the path"},
		{"zeros", func(t *testing.T, path string) { write(t, path, make([]byte, 8192)) }, sqlite.ErrNotKabinet, "check the path"},
		{"the database of another application", func(t *testing.T, path string) {
			execute(t, path, "PRAGMA application_id = 7; CREATE TABLE notes (text)")
		}, sqlite.ErrNotKabinet, "application id is 0x7"},
		{"a database of nobody's", func(t *testing.T, path string) {
			execute(t, path, "CREATE TABLE events (position)")
		}, sqlite.ErrNotKabinet, "application id is 0x0"},
		{"another application's with a write-ahead log", func(t *testing.T, path string) {
			execute(t, path, "PRAGMA journal_mode = wal; CREATE TABLE notes (text)")
		}, sqlite.ErrNotKabinet, "application id is 0x0"},
		{"a newer schema", func(t *testing.T, path string) {
			filled(t, path)
			execute(t, path, "PRAGMA user_version = 9999")
		}, sqlite.ErrNewerSchema, "its schema is 9999, this version knows 1"},
		{"a newer schema that is still in the log", func(t *testing.T, path string) {
			filled(t, path)
			crashed(t, path, "PRAGMA user_version = 9999")
		}, sqlite.ErrNewerSchema, "restore a backup"},
		{"a schema that never was", func(t *testing.T, path string) {
			filled(t, path)
			execute(t, path, "PRAGMA user_version = -1")
		}, sqlite.ErrCorrupt, "restore a backup"},
		{"a damaged page", func(t *testing.T, path string) {
			filled(t, path)
			content := read(t, path)
			copy(content[len(content)/2:], strings.Repeat("damaged!", 512))
			write(t, path, content)
		}, sqlite.ErrCorrupt, ".recover"},
		{"a lost end", func(t *testing.T, path string) {
			filled(t, path)
			write(t, path, read(t, path)[:3*4096+100])
		}, sqlite.ErrCorrupt, "keep a copy"},
		{"a damaged table of contents", func(t *testing.T, path string) {
			filled(t, path)
			content := read(t, path)
			copy(content[100:], strings.Repeat("\xff", 64))
			write(t, path, content)
		}, sqlite.ErrCorrupt, "keep a copy"},
		{"a damaged beginning", func(t *testing.T, path string) {
			filled(t, path)
			content := read(t, path)
			clear(content[:16])
			write(t, path, content)
		}, sqlite.ErrNotKabinet, "check the path"},
		{"a directory", func(t *testing.T, path string) { require.NoError(t, os.Mkdir(path, 0o700)) }, sqlite.ErrNotKabinet, "not a regular file"},
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
	defer store.Close()
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
	for name, prepare := range map[string]func(t *testing.T, path string){
		"where nothing is":             func(*testing.T, string) {},
		"in an empty file":             func(t *testing.T, path string) { write(t, path, nil) },
		"in a database without tables": func(t *testing.T, path string) { execute(t, path, "VACUUM") },
		"in one that uses a log":       func(t *testing.T, path string) { execute(t, path, "PRAGMA journal_mode = wal") },
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
			defer store.Close()
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
	defer store.Close()
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
func filled(t *testing.T, path string) {
	t.Helper()
	fill(t, path, 300)
}

func fill(t *testing.T, path string, n int) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	var batch eventsourcing.Batch
	for i := range n {
		batch.Streams = append(batch.Streams, happened(person(i), 0))
	}
	_, err = store.Append(t.Context(), batch)
	require.NoError(t, err)
	require.NoError(t, store.Close())
}

func count(t *testing.T, path string) int {
	t.Helper()
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	defer store.Close()
	page, err := store.Read(t.Context(), 0, 10_000)
	require.NoError(t, err)
	return len(page.Records)
}

// crashed runs SQL and leaves the file as a killed process does: with everything in the log.
func crashed(t *testing.T, path, statements string) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "crashed.db")
	write(t, copied, read(t, path))
	during(t, copied, statements, func() {
		write(t, path, read(t, copied))
		write(t, path+"-wal", read(t, copied+"-wal"))
	})
	require.NotEmpty(t, read(t, path+"-wal"))
}

// interrupted does the same in the midst of a transaction, with a cache so small that part of it has
// reached the file.
func interrupted(t *testing.T, path, statements string) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "interrupted.db")
	write(t, copied, read(t, path))
	before := read(t, path)
	during(t, copied, "PRAGMA cache_size = 1; BEGIN; "+statements, func() {
		write(t, path, read(t, copied))
		write(t, path+"-journal", read(t, copied+"-journal"))
	})
	require.NotEqual(t, before, read(t, path))
}

// contents are the file and what belongs to it, without the index that every reader may build.
func contents(t *testing.T, path string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	require.NoError(t, err)
	all := map[string]string{}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && !strings.HasSuffix(file, "-shm") {
			all[file] = string(read(t, file))
		}
	}
	return all
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return content
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, content, 0o600))
}
