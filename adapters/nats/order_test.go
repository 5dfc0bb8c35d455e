package nats_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats/natstest"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// ledger holds what handlers of one group may see: per account one message at a time, and after version
// n only n again, when its ack was lost, or n+1.
type ledger struct {
	mu      sync.Mutex
	acked   map[string]int
	busy    map[string]bool
	left    int
	done    chan struct{}
	repeats int
	wrong   []string
}

func newLedger(messages int) *ledger {
	return &ledger{acked: map[string]int{}, busy: map[string]bool{}, left: messages, done: make(chan struct{})}
}

func (l *ledger) begin(account string, version int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy[account] {
		l.wrong = append(l.wrong, fmt.Sprintf("%s: version %d while another is in hand", account, version))
	}
	l.busy[account] = true
	switch version {
	case l.acked[account] + 1:
	case l.acked[account]:
		l.repeats++
	default:
		l.wrong = append(l.wrong, fmt.Sprintf("%s: version %d after %d", account, version, l.acked[account]))
	}
}

func (l *ledger) end(account string, version int, ack bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.busy[account] = false
	if !ack || version <= l.acked[account] {
		return
	}
	l.acked[account] = version
	if l.left--; l.left == 0 {
		close(l.done)
	}
}

func (l *ledger) remaining() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.left
}

// Three subscribers of a group nack a fifth of what they get; one of them loses its connection with
// messages in hand, as a killed process does, another one closes, and new ones come.
func TestOrderPerAccount(t *testing.T) {
	const accounts, events = 40, 25
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.AckWait, config.Backoff, config.Group = time.Second, feed.Exponential(time.Millisecond, 20*time.Millisecond), "order"
	publisher := newPublisher(t, conn, config)
	book := newLedger(accounts * events)

	var mu sync.Mutex
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // seeded
	handle := func(msg *message.Message) {
		account, version := place(t, msg)
		book.begin(account, version)
		mu.Lock()
		ack := random.IntN(5) > 0
		mu.Unlock()
		book.end(account, version, ack)
		if ack {
			msg.Ack()
		} else {
			msg.Nack()
		}
	}
	var handlers sync.WaitGroup
	// work handles each message in a goroutine of its own, as a Watermill router does.
	work := func(messages <-chan *message.Message, handle func(*message.Message)) {
		handlers.Go(func() {
			for msg := range messages {
				handlers.Go(func() { handle(msg) })
			}
		})
	}
	t.Cleanup(handlers.Wait)

	doomed := natstest.Connect(t, conn.ConnectedUrl())
	crashed, holding := make(chan struct{}), make(chan struct{}, accounts*events)
	work(subscribe(t, newSubscriber(t, doomed, config)), func(msg *message.Message) {
		if book.remaining() > accounts*events*3/4 {
			handle(msg)
			return
		}
		account, version := place(t, msg)
		book.begin(account, version)
		holding <- struct{}{}
		<-crashed // in the middle of its work
		book.end(account, version, false)
	})
	leaving := newSubscriber(t, conn, config)
	work(subscribe(t, leaving), handle)
	work(subscribe(t, newSubscriber(t, natstest.Connect(t, conn.ConnectedUrl()), config)), handle)

	publish := func(from, to int) {
		for version := from; version <= to; version++ {
			for account := range accounts {
				require.NoError(t, publisher.Publish(topic, event(strconv.Itoa(account), version)))
			}
		}
	}
	publish(1, events/2)
	ended(t, holding)
	close(crashed)
	doomed.Close()
	work(subscribe(t, newSubscriber(t, conn, config)), handle)
	publish(events/2+1, events)
	require.Eventually(t, func() bool { return book.remaining() < accounts*events/3 }, deadline, time.Millisecond)
	require.NoError(t, leaving.Close())
	ended(t, book.done)
	require.Empty(t, book.wrong)
	t.Logf("%d repeats", book.repeats)
}

func place(t *testing.T, msg *message.Message) (account string, version int) {
	t.Helper()
	version, err := strconv.Atoi(msg.Metadata.Get(feed.MetadataVersion))
	if err != nil {
		t.Errorf("message %s: %v", msg.UUID, err)
	}
	return msg.Metadata.Get(feed.MetadataPartitionKey), version
}

func TestANackedMessageComesBeforeItsSuccessors(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.Backoff = feed.Exponential(20*time.Millisecond, 20*time.Millisecond)
	publisher := newPublisher(t, conn, config)
	require.NoError(t, publisher.Publish(topic, event("a", 1), event("a", 2)))
	first, second := subscribe(t, newSubscriber(t, conn, config)), subscribe(t, newSubscriber(t, conn, config))
	both := merge(first, second)
	for range 5 {
		msg := receive(t, both)
		require.Equal(t, "a-1", msg.UUID)
		msg.Nack()
	}
	require.Equal(t, []string{"a-1", "a-2"}, ids(t, both, 2))
}

func TestASlowHandlerKeepsItsMessage(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.AckWait, config.Lanes = time.Second, 1
	publisher := newPublisher(t, conn, config)
	require.NoError(t, publisher.Publish(topic, event("a", 1), event("a", 2)))
	messages := subscribe(t, newSubscriber(t, conn, config))
	slow := receive(t, messages)
	both := merge(messages, subscribe(t, newSubscriber(t, conn, config)))
	select {
	case msg := <-both:
		require.FailNow(t, "delivered beside it: "+msg.UUID)
	case <-slow.Context().Done():
		require.FailNow(t, "its context ended")
	case <-time.After(3 * config.AckWait): // the handler's work
	}
	slow.Ack()
	require.Equal(t, []string{"a-2"}, ids(t, both, 1))
}

func TestAProcessCutOffStopsItsHandlerBeforeAnotherBegins(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.AckWait = 2 * time.Second
	publisher := newPublisher(t, conn, config)
	require.NoError(t, publisher.Publish(topic, event("a", 1), event("a", 2)))
	line := newLine(t, conn.ConnectedAddr())
	lonelys := subscribe(t, newSubscriber(t, natstest.Connect(t, line.url()), config))
	lonely := receive(t, lonelys)
	line.cut()
	other := subscribe(t, newSubscriber(t, conn, config))
	ended(t, lonely.Context().Done())
	select {
	case msg := <-other:
		require.FailNow(t, "handled by two at a time: "+msg.UUID)
	default:
	}
	lonely.Ack() // comes too late, and must not count for the other's work
	again := receive(t, other)
	require.Equal(t, "a-1", again.UUID)
	line.mend()
	both := merge(lonelys, other)
	select {
	case msg := <-both:
		require.FailNow(t, "passed by its successor "+msg.UUID)
	case <-time.After(config.AckWait): // the other's work
	}
	again.Ack()
	require.Equal(t, []string{"a-2"}, ids(t, both, 1))
}

func TestAMessageLongOnItsWayIsLeftToOthers(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	config.AckWait, config.Lanes = time.Second, 1
	publisher := newPublisher(t, conn, config)
	line := newLine(t, conn.ConnectedAddr())
	lonely := subscribe(t, newSubscriber(t, natstest.Connect(t, line.url()), config))
	require.NoError(t, publisher.Publish(topic, event("a", 1)))
	require.Equal(t, []string{"a-1"}, ids(t, lonely, 1), "it is in touch")
	require.Eventually(t, func() bool { // its ack has arrived, and it asks for more
		consumer, err := jetStream(t, conn).Consumer(t.Context(), config.Stream, "group_account_0")
		require.NoError(t, err)
		return consumer.CachedInfo().NumAckPending == 0 && consumer.CachedInfo().NumWaiting == 1
	}, deadline, time.Millisecond)
	line.cut()
	require.NoError(t, publisher.Publish(topic, event("a", 2), event("a", 3)))
	other := newSubscriber(t, conn, config)
	require.Equal(t, []string{"a-2", "a-3"}, ids(t, subscribe(t, other), 2))
	require.NoError(t, other.Close())
	line.mend()
	require.NoError(t, publisher.Publish(topic, event("a", 4)))
	require.Equal(t, []string{"a-4"}, ids(t, lonely, 1), "not what others have handled")
}

func TestOneStalledAccountHoldsUpItsLaneOnly(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	publisher := newPublisher(t, conn, config)
	for account := range 40 {
		require.NoError(t, publisher.Publish(topic, event(strconv.Itoa(account), 1), event(strconv.Itoa(account), 2)))
	}
	messages := subscribe(t, newSubscriber(t, conn, config))
	receive(t, messages) // and never answered
	// 40 accounts in 8 lanes: those of the seven others come, about 70 messages.
	require.Len(t, ids(t, messages, 50), 50)
}
