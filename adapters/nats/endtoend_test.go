package nats_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats"
	"github.com/kabinet-go/kabinet/adapters/nats/natstest"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Commands, store, relay, JetStream, typed handlers; the server is stopped in the middle of it, and the
// relay begins again from its start, as after a crash before it saved how far it had come.
func TestEndToEndWithARestart(t *testing.T) {
	const visitors, visits = 12, 60
	server := natstest.NewServer(t)
	conn := natstest.Connect(t, server.URL())
	config := natstest.Config(t, conn)
	config.Group, config.PublishTimeout, config.AckWait = "guests", time.Second, 2*time.Second
	h := newHouse(t)
	h.relay(t, newPublisher(t, conn, config), "relay")
	book := h.guests(t, newSubscriber(t, conn, config))

	come := func(from, to int) {
		for visit := from; visit <= to; visit++ {
			for id := range visitors {
				h.visit(t, fmt.Sprint("visitor-", id))
			}
		}
	}
	seen := func(visit int) func() bool {
		return func() bool {
			last := book.last()
			return len(last) == visitors && slices.Min(slices.Collect(maps.Values(last))) >= visit
		}
	}
	for id := range visitors {
		h.name(t, fmt.Sprint("visitor-", id), "Ada Lovelace")
	}
	come(1, visits/3)
	require.Eventually(t, seen(1), deadline, time.Millisecond)
	server.Stop() // with messages on their way in both directions
	come(visits/3+1, visits*2/3)
	require.False(t, seen(visits*2/3)())
	server.Start()
	h.relay(t, newPublisher(t, conn, config), "relay that begins anew")
	come(visits*2/3+1, visits)
	require.Eventually(t, seen(visits), 2*deadline, 10*time.Millisecond)

	require.Equal(t, visitors*(visits+1), stored(t, conn, config), "each event once")
	book.mu.Lock()
	defer book.mu.Unlock()
	require.Len(t, book.names, visitors)
	for id, got := range book.visits {
		// An ack lost with the server repeats a message, never passes one or goes back further.
		once := slices.Compact(slices.Clone(got))
		want := make([]int, visits)
		for i := range want {
			want[i] = i + 1
		}
		assert.Equal(t, want, once, id)
	}
}

// What leaves the house is ciphertext, and when the key is gone nobody can read the broker's copies.
func TestErasureReachesTheBrokersCopies(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.Group = "guests"
	h := newHouse(t)
	h.relay(t, newPublisher(t, conn, config), "relay")
	h.name(t, "visitor-1", "Ada Lovelace")
	h.name(t, "visitor-2", "Марфа Посадница")
	readers := h.guests(t, newSubscriber(t, conn, config))
	ada, marfa := eventsourcing.NewPersonal("Ada Lovelace"), eventsourcing.NewPersonal("Марфа Посадница")
	require.Eventually(t, func() bool { return len(readers.known()) == 2 }, deadline, time.Millisecond)
	require.Equal(t, map[string]eventsourcing.Personal[string]{"visitor-1": ada, "visitor-2": marfa}, readers.known(), "who holds the keys reads it")

	all := everything(t, conn, config)
	require.Len(t, all, 2)
	for _, text := range all {
		require.Contains(t, text, "visitor-", "the scan sees what is there")
		for _, secret := range []string{"Ada", "Lovelace", "Марфа", "Посадница", "QWRh"} {
			require.NotContains(t, text, secret)
		}
	}

	h.erase(t, "visitor-1")
	config.Group = "later"
	later := h.guests(t, newSubscriber(t, conn, config))
	require.Eventually(t, func() bool { return len(later.known()) == 2 }, deadline, time.Millisecond)
	require.Equal(t, map[string]eventsourcing.Personal[string]{"visitor-1": {Erased: true}, "visitor-2": marfa}, later.known())
	require.Equal(t, all, everything(t, conn, config)[:2], "the copies are still there")
}

// everything returns each message of a stream as text: subject, headers and body.
func everything(t *testing.T, conn *natsgo.Conn, config nats.Config) []string {
	t.Helper()
	js := jetStream(t, conn)
	stream, err := js.Stream(t.Context(), config.Stream)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	var all []string
	for sequence := uint64(1); ; sequence++ {
		msg, err := stream.GetMsg(ctx, sequence)
		if err != nil {
			require.ErrorIs(t, err, jetstream.ErrMsgNotFound)
			return all
		}
		var text strings.Builder
		for _, key := range slices.Sorted(maps.Keys(msg.Header)) {
			fmt.Fprintln(&text, key, msg.Header[key])
		}
		all = append(all, fmt.Sprintln(msg.Subject, text.String(), string(msg.Data)))
	}
}
