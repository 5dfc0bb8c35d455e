package postgres_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
)

// ownServer is a PostgreSQL of the test's own, for it to break.
type ownServer struct {
	tb         testing.TB
	programs   string
	folder     string
	connection string
}

// startServer makes a server and starts it; it is removed when the test is over. Without the programs the test
// is skipped, or fails, see [postgrestest.EnvRequire].
func startServer(tb testing.TB) *ownServer {
	tb.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl")
	if path, err := exec.LookPath("pg_ctl"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		if os.Getenv(postgrestest.EnvRequire) == "1" {
			tb.Fatal("no pg_ctl to start a server with")
		}
		tb.Skip("no pg_ctl to start a server with")
	}
	folder, err := os.MkdirTemp("", "kabinet-postgres-")
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, os.RemoveAll(folder)) })
	s := &ownServer{tb: tb, programs: filepath.Dir(slices.Max(found)), folder: folder}
	if os.Geteuid() == 0 { // which PostgreSQL refuses to run as
		owner, err := user.Lookup("postgres")
		require.NoError(tb, err)
		uid, err := strconv.Atoi(owner.Uid)
		require.NoError(tb, err)
		require.NoError(tb, os.Chown(folder, uid, -1))
	}
	s.run("initdb", "-D", s.data(), "-A", "trust", "-U", "postgres", "--no-sync")
	port := freePort(tb)
	settings := fmt.Sprintf("\nport = %d\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '%s'\n", port, folder)
	config, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(tb, err)
	_, err = config.WriteString(settings)
	require.NoError(tb, err)
	require.NoError(tb, config.Close())
	s.connection = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
	s.start()
	tb.Cleanup(s.crash)
	return s
}

func freePort(tb testing.TB) int {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	defer func() { require.NoError(tb, listener.Close()) }()
	return listener.Addr().(*net.TCPAddr).Port
}

func (s *ownServer) data() string { return filepath.Join(s.folder, "data") }

// start returns when the server takes connections.
func (s *ownServer) start() {
	s.tb.Helper()
	s.run("pg_ctl", "-D", s.data(), "-w", "-s", "-l", filepath.Join(s.folder, "log"), "start")
}

// crash stops the server at once, without a checkpoint: it has to recover when it starts again.
func (s *ownServer) crash() {
	s.tb.Helper()
	s.run("pg_ctl", "-D", s.data(), "-w", "-s", "-m", "immediate", "stop")
}

func (s *ownServer) run(program string, args ...string) {
	s.tb.Helper()
	command := append([]string{filepath.Join(s.programs, program)}, args...)
	if os.Geteuid() == 0 {
		command = append([]string{"runuser", "-u", "postgres", "--"}, command...)
	}
	// Not to the test's own pipes: the server would keep them open.
	log, err := os.OpenFile(filepath.Join(s.folder, "commands"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(s.tb, err)
	defer func() { require.NoError(s.tb, log.Close()) }()
	process := exec.Command(command[0], command[1:]...)
	process.Stdout, process.Stderr, process.Dir = log, log, s.folder
	if err := process.Run(); err != nil {
		said, _ := os.ReadFile(log.Name())
		s.tb.Fatalf("%s: %v\n%s", program, err, said)
	}
}
