package postgres_test

import (
	"context"
	"io"
	"net"
	"net/url"
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

// The server has committed and its answer gets lost: the caller learns that it does not know, and the same
// command with the same idempotency key has one effect.
func TestAnAnswerThatGetsLostIsInDoubtAndRepeatingIsSafe(t *testing.T) {
	connection := postgrestest.Connection(t)
	direct := open(t, connection, postgres.Options{})
	wire, through := layWire(t, connection)
	store := open(t, through, postgres.Options{})
	engine, tallies := newTallies(t, store)
	_, err := store.Append(t.Context(), adding(one("warm"), 0, 1)) // the connection knows the statement from now on
	require.NoError(t, err)

	command := func() (earlier bool, err error) {
		err = engine.Do(t.Context(), func(ctx context.Context, unit *eventsourcing.Unit) error {
			stream := eventsourcing.Stream{Category: "tally", ID: "1"}
			_, done, err := unit.Once(ctx, "count", "the key", stream)
			if earlier = done; err != nil || done {
				return err
			}
			tally, err := tallies.Load(ctx, unit, stream.ID)
			if err != nil {
				return err
			}
			wire.snip(answers)
			return tally.Decide(countOne)
		})
		return earlier, err
	}
	_, err = command()
	require.ErrorIs(t, err, fault.InDoubt)
	require.ErrorIs(t, err, fault.Transient)
	require.NotErrorIs(t, err, fault.Conflict)
	stream := eventsourcing.Stream{Category: "tally", ID: "1"}
	require.Equal(t, 1, count(t, t.Context(), direct, stream), "it has happened")

	earlier, err := command()
	require.NoError(t, err)
	require.True(t, earlier)
	require.Equal(t, 1, count(t, t.Context(), direct, stream), "and only once")
}

func TestARequestThatGetsLostIsInDoubtToo(t *testing.T) {
	connection := postgrestest.Connection(t)
	direct := open(t, connection, postgres.Options{})
	wire, through := layWire(t, connection)
	store := open(t, through, postgres.Options{})
	_, err := store.Append(t.Context(), adding(one("warm"), 0, 1))
	require.NoError(t, err)

	wire.snip(requests)
	_, err = store.Append(t.Context(), adding(one("1"), 0, 1))
	require.ErrorIs(t, err, fault.InDoubt, "the caller cannot know how far it came")
	require.Zero(t, count(t, t.Context(), direct, one("1")))
	_, err = store.Append(t.Context(), adding(one("1"), 0, 1))
	require.NoError(t, err)

	wire.snip(answers)
	for _, err := range store.Load(t.Context(), one("1"), 0) {
		require.ErrorIs(t, err, fault.Transient)
		require.NotErrorIs(t, err, fault.InDoubt, "reading leaves nothing to doubt")
	}
}

func TestWhatNeverLeftIsNotInDoubt(t *testing.T) {
	connection := postgrestest.Connection(t)
	wire, through := layWire(t, connection)
	store := open(t, through, postgres.Options{})
	_, err := store.Append(t.Context(), adding(one("1"), 0, 1))
	require.NoError(t, err)

	wire.hangUp()
	_, err = store.Append(t.Context(), adding(one("1"), 1, 1))
	require.NoError(t, err, "connections that ended while nobody used them are replaced")

	wire.hangUp()
	wire.close()
	_, err = store.Append(t.Context(), adding(one("1"), 2, 1))
	require.ErrorIs(t, err, fault.Transient)
	require.NotErrorIs(t, err, fault.InDoubt)
}

// A context that ends while an append waits for another one: the server gives up, and that is known.
func TestAContextThatEndsWhileAnAppendWaitsLeavesNothing(t *testing.T) {
	h := newHosting(t)
	tx := h.begin()
	_, err := h.store.Append(h.store.InTx(t.Context(), tx), adding(one("1"), 0, 1))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := h.store.Append(ctx, adding(one("1"), eventsourcing.AnyVersion, 1))
		done <- err
	}()
	h.awaitBlocked(1)
	cancel()
	require.Equal(t, context.Canceled, <-done)
	require.NoError(t, tx.Commit(t.Context()))
	require.Equal(t, 1, count(t, t.Context(), h.store, one("1")))
}

// The context ends, and neither the answer nor the request to give up gets through.
func TestAContextThatEndsOnADeadWireIsNoPromise(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for as long as the store does")
	}
	connection := postgrestest.Connection(t)
	wire, through := layWire(t, connection)
	store := open(t, through, postgres.Options{})
	_, err := store.Append(t.Context(), adding(one("1"), 0, 1))
	require.NoError(t, err)
	wire.snip(silently)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = store.Append(ctx, adding(one("1"), 1, 1))
	require.ErrorIs(t, err, fault.InDoubt)
	require.NotErrorIs(t, err, context.DeadlineExceeded, "that would promise that nothing has happened")
	wire.hangUp()
}

// wire leads to the server and can be told to fail at one moment.
type wire struct {
	server string
	entry  net.Listener
	broken atomic.Int32
	mu     sync.Mutex
	open   []net.Conn
}

// What is lost when bytes come: nothing, the next request, the answer to it, or everything from now on without
// anybody being told.
const (
	nothing int32 = iota
	requests
	answers
	silently
)

func layWire(t *testing.T, connection string) (*wire, string) {
	t.Helper()
	address, err := url.Parse(connection)
	require.NoError(t, err)
	entry, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{server: address.Host, entry: entry}
	t.Cleanup(func() {
		w.close()
		w.hangUp()
	})
	go w.accept()
	address.Host = entry.Addr().String()
	return w, address.String()
}

func (w *wire) accept() {
	for {
		client, err := w.entry.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", w.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		w.mu.Lock()
		w.open = append(w.open, client, server)
		w.mu.Unlock()
		go w.carry(client, server, requests)
		go w.carry(server, client, answers)
	}
}

func (w *wire) carry(from, to net.Conn, what int32) {
	defer func() { _, _ = from.Close(), to.Close() }()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil || w.broken.CompareAndSwap(what, nothing) {
			return
		}
		if w.broken.Load() == silently {
			_, _ = io.Copy(io.Discard, from)
			return
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// snip loses what is said next.
func (w *wire) snip(what int32) { w.broken.Store(what) }

func (w *wire) close() { _ = w.entry.Close() }

// hangUp ends every connection.
func (w *wire) hangUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, conn := range w.open {
		_ = conn.Close()
	}
	w.open = nil
}
