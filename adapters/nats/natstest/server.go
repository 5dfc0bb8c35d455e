package natstest

import (
	"net"
	"strconv"
	"testing"
	"time"

	natsserver "github.com/nats-io/nats-server/v2/server"
)

// starting is how long a server may take to answer.
const starting = 30 * time.Second

// Server is a NATS server with JetStream of the test's own, in this process, which can be stopped and
// started again with what it has stored.
type Server struct {
	tb      testing.TB
	options natsserver.Options
	server  *natsserver.Server
}

// NewServer starts a server on a free port of this machine, with its storage in a temporary directory,
// and stops it when the test is over.
func NewServer(tb testing.TB) *Server {
	tb.Helper()
	s := &Server{tb: tb, options: natsserver.Options{
		Host: "127.0.0.1", Port: natsserver.RANDOM_PORT, JetStream: true, StoreDir: tb.TempDir(), NoLog: true, NoSigs: true,
	}}
	s.Start()
	tb.Cleanup(s.Stop)
	address, ok := s.server.Addr().(*net.TCPAddr)
	if !ok {
		tb.Fatalf("the NATS server listens at %v", s.server.Addr())
	}
	s.options.Port = address.Port
	return s
}

// URL is where the server is, also after it was started again.
func (s *Server) URL() string { return "nats://127.0.0.1:" + strconv.Itoa(s.options.Port) }

// Start starts a stopped server on the same port and directory, and waits until it serves.
func (s *Server) Start() {
	s.tb.Helper()
	options := s.options
	server, err := natsserver.NewServer(&options)
	if err != nil {
		s.tb.Fatalf("NATS server: %v", err)
	}
	server.Start()
	if !server.ReadyForConnections(starting) {
		s.tb.Fatalf("the NATS server is not ready after %s", starting)
	}
	s.server = server
}

// Stop stops the server and waits until it has ended. It may be called twice.
func (s *Server) Stop() {
	s.server.Shutdown()
	s.server.WaitForShutdown()
}
