package postgres_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Writers go on while their server is restarted again and again, orderly and not. Each repeats what failed as
// long as it takes, and looks first where it is in doubt.
func TestARestartLosesNothingAndDoublesNothing(t *testing.T) {
	server := startServer(t)
	store := open(t, server.connection, postgres.Options{})
	const writers, restarts = 4, 4
	var running sync.WaitGroup
	var over atomic.Bool
	var doubts, outages atomic.Int64
	written := make([]int64, writers)
	failures := make([]error, writers)
	var progress atomic.Int64
	for i := range writers {
		running.Go(func() {
			stream := one(fmt.Sprint(i))
			for !over.Load() {
				_, err := store.Append(t.Context(), adding(stream, written[i], 3))
				switch {
				case err == nil:
					written[i] += 3
					progress.Add(1)
				case !errors.Is(err, fault.Transient):
					failures[i] = err
					return
				default:
					outages.Add(1)
					happened, doubted := resolve(t, store, stream, written[i], err)
					if happened {
						written[i] += 3
					}
					if doubted {
						doubts.Add(1)
					} else if happened {
						failures[i] = fmt.Errorf("happened although: %w", err)
						return
					}
				}
			}
		})
	}
	for i := range restarts {
		before := progress.Load()
		require.Eventually(t, func() bool { return progress.Load() >= before+20 }, time.Minute, time.Millisecond)
		mode := []string{"fast", "immediate"}[i%2]
		server.run("pg_ctl", "-D", server.data(), "-w", "-s", "-m", mode, "-l", filepath.Join(server.folder, "log"), "restart")
	}
	before := progress.Load()
	require.Eventually(t, func() bool { return progress.Load() >= before+20 }, time.Minute, time.Millisecond)
	over.Store(true)
	running.Wait()
	for i := range writers {
		require.NoError(t, failures[i])
		require.Equal(t, int(written[i]), count(t, t.Context(), store, one(fmt.Sprint(i))))
	}
	require.NotZero(t, outages.Load())
	t.Logf("%d appends, %d failed, %d of these in doubt", progress.Load(), outages.Load(), doubts.Load())
}

// resolve waits for the server to be back and finds out what became of an append.
func resolve(t *testing.T, store *postgres.Store, stream eventsourcing.Stream, version int64, failed error) (happened, doubted bool) {
	for t.Context().Err() == nil {
		latest, err := version, error(nil)
		for record, loadErr := range store.Load(t.Context(), stream, version) {
			latest, err = record.Version, loadErr
		}
		if err == nil {
			return latest > version, errors.Is(failed, fault.InDoubt)
		}
	}
	return false, true
}

func TestAStoppedServerIsTransientAndNotInDoubt(t *testing.T) {
	server := startServer(t)
	store := open(t, server.connection, postgres.Options{})
	_, err := store.Append(t.Context(), adding(one("1"), 0, 1))
	require.NoError(t, err)

	server.run("pg_ctl", "-D", server.data(), "-w", "-s", "-m", "fast", "stop")
	_, err = store.Append(t.Context(), adding(one("1"), 1, 1))
	require.ErrorIs(t, err, fault.Transient)
	require.NotErrorIs(t, err, fault.InDoubt, "the server had said goodbye before")
	_, err = postgres.Open(t.Context(), server.connection, postgres.Options{})
	require.ErrorIs(t, err, fault.Transient)

	server.start()
	_, err = store.Append(t.Context(), adding(one("1"), 1, 1))
	require.NoError(t, err)
	server.run("pg_ctl", "-D", server.data(), "-w", "-s", "-m", "fast", "-l", filepath.Join(server.folder, "log"), "restart")
	_, err = store.Append(t.Context(), adding(one("1"), 2, 1))
	require.NoError(t, err, "connections from before a restart are replaced")
	require.Equal(t, 3, count(t, t.Context(), store, one("1")))
}

func TestAServerThatTakesNoWritesIsTransient(t *testing.T) {
	connection := postgrestest.Connection(t)
	writing := open(t, connection, postgres.Options{})
	_, err := writing.Append(t.Context(), adding(one("1"), 0, 1))
	require.NoError(t, err)

	reading := open(t, connection+"&default_transaction_read_only=on", postgres.Options{})
	_, err = reading.Append(t.Context(), adding(one("1"), 1, 1))
	require.ErrorIs(t, err, fault.Transient)
	require.NotErrorIs(t, err, fault.InDoubt)
	require.ErrorContains(t, err, "takes no writes")
	require.Equal(t, 1, count(t, t.Context(), reading, one("1")))
}

// The events lie on a file system of a few megabytes.
func TestAFullDiskIsTransientAndLeavesNothing(t *testing.T) {
	server := startServer(t)
	small := filepath.Join(server.folder, "small")
	require.NoError(t, os.Mkdir(small, 0o700))
	if said, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=8m,mode=0777", "tmpfs", small).CombinedOutput(); err != nil {
		if os.Getenv(postgrestest.EnvRequire) == "1" {
			t.Fatalf("no right to mount a file system: %v: %s", err, said)
		}
		t.Skipf("no right to mount a file system: %v: %s", err, said)
	}
	t.Cleanup(func() { require.NoError(t, exec.Command("umount", "--lazy", small).Run()) })
	space := filepath.Join(small, "space")
	require.NoError(t, os.Mkdir(space, 0o700))
	require.NoError(t, exec.Command("chown", "postgres", small, space).Run())
	store := open(t, server.connection, postgres.Options{})
	_, err := store.Append(t.Context(), adding(one("1"), 0, 1))
	require.NoError(t, err)
	execute(t, server.connection, "CREATE TABLESPACE small LOCATION '"+space+"'")
	execute(t, server.connection, "ALTER TABLE kabinet.events SET TABLESPACE small")

	large := adding(one("2"), 0, 400)
	large.Claims = []eventsourcing.Claim{{ClaimKey: eventsourcing.ClaimKey{Kind: "phone", Index: "x"}, Owner: one("2")}}
	for i := range large.Streams[0].Records {
		large.Streams[0].Records[i].Data = noise(40_000)
	}
	_, err = store.Append(t.Context(), large)
	require.ErrorIs(t, err, fault.Transient)
	require.NotErrorIs(t, err, fault.InDoubt)
	require.ErrorContains(t, err, "disk space")
	require.Zero(t, count(t, t.Context(), store, one("2")))
	_, ok, err := store.Owner(t.Context(), large.Claims[0].ClaimKey, large.Now)
	require.NoError(t, err)
	require.False(t, ok)

	execute(t, server.connection, "ALTER TABLE kabinet.events SET TABLESPACE pg_default")
	_, err = store.Append(t.Context(), large)
	require.NoError(t, err)
	require.Equal(t, 400, count(t, t.Context(), store, one("2")))
	execute(t, server.connection, "DROP TABLESPACE small")
}

// noise does not compress.
func noise(size int) []byte {
	bytes := make([]byte, size)
	_, _ = rand.Read(bytes)
	return bytes
}
