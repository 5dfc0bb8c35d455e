// Package natstest finds the NATS server that tests may use, or starts one.
package natstest

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/oklog/ulid/v2"

	"github.com/kabinet-go/kabinet/adapters/nats"
)

const (
	// EnvConnection names the URL of a server with JetStream in which tests may make streams.
	EnvConnection = "KABINET_TEST_NATS"

	local = "nats://127.0.0.1:4222"
)

// URL returns where a server with JetStream is: the one named in [EnvConnection], which must answer; else one
// at 127.0.0.1:4222; else a [Server] started for this test.
func URL(tb testing.TB) string {
	tb.Helper()
	if url := os.Getenv(EnvConnection); url != "" {
		if err := probe(tb.Context(), url); err != nil {
			tb.Fatalf("no NATS with JetStream at %s, named in %s: %v", url, EnvConnection, err)
		}
		return url
	}
	if probe(tb.Context(), local) == nil {
		return local
	}
	return NewServer(tb).URL()
}

func probe(ctx context.Context, url string) error {
	conn, err := natsgo.Connect(url, natsgo.Timeout(2*time.Second))
	if err != nil {
		return err
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	_, err = js.AccountInfo(ctx)
	return err
}

// Connection returns a connection to the server at [URL], closed when the test is over.
func Connection(tb testing.TB) *natsgo.Conn {
	tb.Helper()
	return Connect(tb, URL(tb))
}

// Connect returns a connection to a server, which reconnects until it is closed when the test is over.
func Connect(tb testing.TB, url string) *natsgo.Conn {
	tb.Helper()
	conn, err := natsgo.Connect(url, natsgo.MaxReconnects(-1), natsgo.ReconnectWait(20*time.Millisecond), natsgo.ReconnectJitter(0, 0))
	if err != nil {
		tb.Fatalf("connecting to NATS at %s: %v", url, err)
	}
	tb.Cleanup(conn.Close)
	return conn
}

// Config names a stream and a prefix of the test's own, and deletes the stream when the test is over.
func Config(tb testing.TB, conn *natsgo.Conn) nats.Config {
	tb.Helper()
	name := "test_" + strings.ToLower(ulid.Make().String())
	tb.Cleanup(func() { remove(tb, conn, name) })
	return nats.Config{Stream: name, Prefix: name}
}

func remove(tb testing.TB, conn *natsgo.Conn, stream string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	js, err := jetstream.New(conn)
	if err == nil {
		err = js.DeleteStream(ctx, stream)
	}
	if err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		tb.Errorf("deleting stream %s: %v", stream, err)
	}
}
