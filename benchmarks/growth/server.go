package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// server is a PostgreSQL of our own, so that nobody else is counted and it may be crashed.
type server struct {
	programs string
	// home holds its data and what it writes, and belongs to account.
	home, data string
	port       int
	// account runs it: PostgreSQL refuses root.
	account *syscall.Credential
}

// settings are those of a modest machine for one purpose; everything else is PostgreSQL's default.
const settings = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = 1GB
max_wal_size = 4GB
shared_preload_libraries = 'pg_stat_statements'
pg_stat_statements.track = all
`

// startServer makes a cluster in the folder and starts it.
func startServer(ctx context.Context, programs, folder string) (*server, error) {
	home := filepath.Join(folder, "postgres")
	s := &server{programs: programs, home: home, data: filepath.Join(home, "data")}
	var err error
	if s.programs == "" {
		if s.programs, err = findPrograms(); err != nil {
			return nil, err
		}
	}
	if s.port, err = freePort(ctx); err != nil {
		return nil, err
	}
	if err := os.Mkdir(s.home, 0o700); err != nil {
		return nil, err
	}
	if os.Geteuid() == 0 {
		if s.account, err = postgresAccount(); err != nil {
			return nil, err
		}
		if err := errors.Join(os.Chmod(folder, 0o711), os.Chown(s.home, int(s.account.Uid), int(s.account.Gid))); err != nil {
			return nil, err
		}
	}
	if err := s.run(ctx, "initdb", "-D", s.data, "-U", "postgres", "--auth=trust", "--locale=C.UTF-8", "-E", "UTF8"); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(s.data, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(file, "%sport = %d\n", settings, s.port)
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	return s, s.start(ctx)
}

// start returns when the server accepts connections, also after a crash.
func (s *server) start(ctx context.Context) error {
	return s.run(ctx, "pg_ctl", "start", "-w", "-t", "600", "-D", s.data, "-l", filepath.Join(s.home, "log"))
}

// crash leaves the server no time to write anything out.
func (s *server) crash(ctx context.Context) error {
	return s.run(ctx, "pg_ctl", "stop", "-m", "immediate", "-D", s.data)
}

func (s *server) stop(ctx context.Context) error {
	return s.run(ctx, "pg_ctl", "stop", "-m", "fast", "-D", s.data)
}

// backup copies the running server into a folder, as a standby begins.
func (s *server) backup(ctx context.Context) (folder string, err error) {
	folder = filepath.Join(s.home, "backup")
	return folder, s.run(ctx, "pg_basebackup", "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-U", "postgres",
		"-D", folder, "--checkpoint=fast", "--wal-method=none", "--no-sync")
}

// connection names the database; more is appended to the query of the URL.
func (s *server) connection(more string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable%s", s.port, more)
}

func (s *server) run(ctx context.Context, program string, args ...string) error {
	command := exec.CommandContext(ctx, filepath.Join(s.programs, program), args...)
	command.Dir = s.home
	if s.account != nil {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: s.account}
	}
	// A server that was started keeps what it inherits, so it gets no pipe that we would wait for.
	said, err := os.CreateTemp("", "kabinet-growth-")
	if err != nil {
		return err
	}
	defer func() { _ = errors.Join(said.Close(), os.Remove(said.Name())) }()
	command.Stdout, command.Stderr = said, said
	if err := command.Run(); err != nil {
		text, _ := os.ReadFile(said.Name())
		return fmt.Errorf("%s: %w: %s", program, err, bytes.TrimSpace(text))
	}
	return nil
}

// findPrograms looks in the path and where Debian keeps them, newest first.
func findPrograms() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		path, err = filepath.EvalSymlinks(path) // the others may not be in the path
		return filepath.Dir(path), err
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("no programs of a PostgreSQL server; name their folder with -programs, or leave it out with -stores sqlite")
	}
	version := func(path string) int {
		number, _ := strconv.Atoi(strings.Split(path, "/")[4])
		return number
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
}

func postgresAccount() (*syscall.Credential, error) {
	known, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("root may not run PostgreSQL: %w", err)
	}
	uid, err := strconv.ParseUint(known.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(known.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, err
}

func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
