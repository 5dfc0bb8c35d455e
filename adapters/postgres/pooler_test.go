package postgres_test

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/storetest"
	"github.com/kabinet-go/kabinet/fault"
)

// Every transaction may come to another session of the server, three for all.
func TestStoreKeepsThePromisesOfThePortBehindAPooler(t *testing.T) {
	pooled := startPooler(t)
	storetest.Run(t, func(t *testing.T) storetest.Harness {
		t.Helper()
		connection := pooled(postgrestest.Connection(t), "exec")
		return storetest.Harness{
			Durable: true,
			Open: func(t *testing.T) eventsourcing.Store {
				t.Helper()
				return open(t, connection, postgres.Options{Clock: postgres.CallerClock})
			},
		}
	})
}

func TestPreparedStatementsBehindAPoolerAreExplained(t *testing.T) {
	pooled := startPooler(t)
	connection := postgrestest.Connection(t)
	open(t, connection, postgres.Options{})
	require.Eventually(t, func() bool {
		store, err := postgres.Open(t.Context(), pooled(connection, "cache_statement"), postgres.Options{})
		if err == nil {
			for i := 0; err == nil && i < 10; i++ {
				_, err = store.Append(t.Context(), adding(one(fmt.Sprint(time.Now().UnixNano())), 0, 1))
			}
			require.NoError(t, store.Close())
		}
		if errors.Is(err, fault.Permanent) {
			require.ErrorContains(t, err, "default_query_exec_mode=exec")
			return true
		}
		return false
	}, time.Minute, time.Millisecond)
}

// startPooler returns how to get to a server through a PgBouncer of the test's own.
func startPooler(t *testing.T) (pooled func(connection, mode string) string) {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		if os.Getenv(postgrestest.EnvRequire) == "1" {
			t.Fatal("no pgbouncer")
		}
		t.Skip("no pgbouncer")
	}
	server, err := url.Parse(postgrestest.Connection(t))
	require.NoError(t, err)
	folder, err := os.MkdirTemp("", "kabinet-pgbouncer-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(folder)) })
	port := freePort(t)
	settings := filepath.Join(folder, "pgbouncer.ini")
	require.NoError(t, os.WriteFile(settings, fmt.Appendf(nil, `[databases]
* = host=%s port=%s user=%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
auth_type = any
pool_mode = transaction
default_pool_size = 3
server_reset_query =
logfile = %s/log
unix_socket_dir =
`, server.Hostname(), server.Port(), server.User.Username(), port, folder), 0o600))

	process := exec.Command(program, settings)
	if os.Geteuid() == 0 { // which PgBouncer refuses to run as
		owner, err := user.Lookup("postgres")
		require.NoError(t, err)
		uid, err := strconv.ParseUint(owner.Uid, 10, 32)
		require.NoError(t, err)
		require.NoError(t, filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			return errors.Join(err, os.Chown(path, int(uid), -1))
		}))
		process.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid)}}
	}
	require.NoError(t, process.Start())
	t.Cleanup(func() {
		require.NoError(t, process.Process.Kill())
		_ = process.Wait()
	})
	pooled = func(connection, mode string) string {
		address, err := url.Parse(connection)
		require.NoError(t, err)
		address.Host = fmt.Sprintf("127.0.0.1:%d", port)
		query := address.Query()
		query.Set("default_query_exec_mode", mode)
		address.RawQuery = query.Encode()
		return address.String()
	}
	require.Eventually(t, func() bool {
		conn, err := pgx.Connect(t.Context(), pooled(server.Scheme+"://"+server.User.String()+"@x"+server.Path+"?sslmode=disable", "exec"))
		if err != nil {
			return false
		}
		return conn.Close(t.Context()) == nil
	}, 30*time.Second, 20*time.Millisecond)
	return pooled
}
