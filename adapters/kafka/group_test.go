package kafka_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

func TestNewGroupsSeeOldEvents(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	publishAll(t, publisher, 5, 1, 3)
	for _, group := range []string{"letters", "audit"} {
		seen := read(t, newSubscriber(t, c.config(group)), ackAll).awaitAll(t, 5, 3)
		requireInOrder(t, seen, 5, 3)
	}
}

func TestGroupGoesOnWhereItStopped(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	publishAll(t, publisher, 5, 1, 3)
	subscriber := newSubscriber(t, c.config("letters"))
	var acks sync.WaitGroup
	acks.Add(5 * 3)
	read(t, subscriber, func(msg *message.Message) bool {
		defer acks.Done()
		return msg.Ack()
	})
	acks.Wait()
	require.NoError(t, subscriber.Close())

	publishAll(t, publisher, 5, 4, 4)
	seen := read(t, newSubscriber(t, c.config("letters")), ackAll).await(t, func(seen []string) bool { return len(seen) >= 5 })
	for _, uuid := range seen {
		assert.True(t, strings.HasSuffix(uuid, "-4"), "%s was acked before", uuid)
	}
}

func TestNackedMessagesComeAgainBeforeLaterOnes(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	publishAll(t, publisher, 1, 1, 3)
	config := c.config("letters")
	config.Backoff = feed.Exponential(0, 0)
	attempts := 0
	seen := read(t, newSubscriber(t, config), func(msg *message.Message) bool {
		if msg.UUID != "a0-2" {
			return true
		}
		attempts++
		return attempts == 3
	}).await(t, func(seen []string) bool { return len(seen) == 5 })
	require.Equal(t, []string{"a0-1", "a0-2", "a0-2", "a0-2", "a0-3"}, seen)
}

// Only what was acked is committed, however far later partitions or messages are.
func TestUnackedMessagesComeAgain(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	publishAll(t, publisher, 1, 1, 3)
	subscriber := newSubscriber(t, c.config("letters"))
	read(t, subscriber, func(msg *message.Message) bool {
		if msg.UUID == "a0-2" {
			<-msg.Context().Done()
		}
		return msg.UUID == "a0-1"
	}).await(t, func(seen []string) bool { return len(seen) == 2 })
	require.NoError(t, subscriber.Close())
	seen := read(t, newSubscriber(t, c.config("letters")), ackAll).await(t, func(seen []string) bool { return len(seen) == 2 })
	require.Equal(t, []string{"a0-2", "a0-3"}, seen)
}

// A member joins and leaves while events come and go: every account's events stay in their order, no two
// of one account are in hand at once, none is left out.
func TestOrderOfAccountsWhileMembersComeAndGo(t *testing.T) {
	const accounts = 16
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	config := c.config("letters")
	config.Backoff = feed.Exponential(time.Millisecond, time.Millisecond)
	var busy, nacked sync.Map
	handle := func(msg *message.Message) bool {
		stream := msg.Metadata.Get(feed.MetadataStream)
		if _, taken := busy.LoadOrStore(stream, true); taken {
			t.Errorf("two messages of %s in hand", stream)
		}
		defer busy.Delete(stream)
		_, again := nacked.LoadOrStore(msg.UUID, true)
		return again || !strings.HasSuffix(msg.UUID, "7")
	}
	r := read(t, newSubscriber(t, config), handle)

	passing, joined := newSubscriber(t, config), make(chan struct{})
	arrive := sync.OnceFunc(func() { close(joined) })
	r.subscribe(t, passing, func(msg *message.Message) bool {
		arrive()
		return handle(msg)
	})
	next := publishUntil(t, publisher, accounts, 1, joined)
	left := make(chan struct{})
	go func() {
		defer close(left)
		assert.NoError(t, passing.Close())
	}()
	published := publishUntil(t, publisher, accounts, next, left) - 1
	requireInOrder(t, r.awaitAll(t, accounts, published), accounts, published)
}

// A handler that does not come to an end is told when others take its partition over, and the group
// goes on without it.
func TestHandlerIsToldWhenItTakesTooLong(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	publishAll(t, publisher, 1, 1, 1)
	config := c.config("letters")
	config.HandOver = time.Second
	told := make(chan struct{})
	var once sync.Once
	stubborn := read(t, newSubscriber(t, config), func(msg *message.Message) bool {
		<-msg.Context().Done()
		once.Do(func() { close(told) })
		return false
	})
	stubborn.await(t, func(seen []string) bool { return len(seen) == 1 })
	stubborn.subscribe(t, newSubscriber(t, config), ackAll)
	within(t, "the handler told", told)
	publishAll(t, publisher, 16, 2, 2)
	stubborn.await(t, func(seen []string) bool { return len(first(seen)) >= 8 })
}

// The pause after a Nack ends with the sharing, however long it is.
func TestPauseBeforeRedeliveryDoesNotHoldUpTheGroup(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	publishAll(t, publisher, 1, 1, 1)
	config := c.config("letters")
	config.HandOver, config.Backoff = time.Hour, feed.Exponential(time.Hour, time.Hour)
	var nacks atomic.Int64
	handle := func(*message.Message) bool { return nacks.Add(1) > 1 }
	r := read(t, newSubscriber(t, config), handle)
	r.await(t, func(seen []string) bool { return len(seen) == 1 })
	r.subscribe(t, newSubscriber(t, config), handle)
	r.await(t, func(seen []string) bool { return len(seen) == 2 })
}

// A member whose messages nobody takes gives up its surplus all the same.
func TestMemberNobodyReadsFromDoesNotHoldUpTheGroup(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	publishAll(t, publisher, 16, 1, 1)
	config := c.config("letters")
	config.HandOver = time.Hour // nobody is given up before
	fetching := c.asking(kmsg.Fetch, 5)
	_, err := newSubscriber(t, config).Subscribe(t.Context(), topic)
	require.NoError(t, err)
	within(t, "the silent member at work", fetching)
	r := read(t, newSubscriber(t, config), ackAll)
	r.await(t, func(seen []string) bool { return len(seen) > 0 })
}

// A member that has heard of a new sharing begins no further message: each would have all of HandOver.
func TestNothingIsBegunWhileSharingAnew(t *testing.T) {
	c := newCluster(t)
	publishAll(t, newPublisher(t, c.config("")), 16, 1, 5)
	release := make(chan struct{})
	var joins atomic.Int64
	handle := func(*message.Message) bool {
		select {
		case <-release:
			assert.GreaterOrEqual(t, joins.Load(), int64(2), "the first member has not come back yet")
		default:
			<-release
		}
		return true
	}
	r := read(t, newSubscriber(t, c.config("letters")), handle)
	r.await(t, func(seen []string) bool { return len(seen) == 4 })
	c.ControlKey(int16(kmsg.JoinGroup), func(kmsg.Request) (kmsg.Response, error, bool) {
		joins.Add(1)
		return nil, nil, false
	})
	joining := c.asking(kmsg.JoinGroup, 1)
	r.subscribe(t, newSubscriber(t, c.config("letters")), handle)
	within(t, "the second member asking to join", joining)
	within(t, "the first member hearing of it", c.asking(kmsg.Heartbeat, 3))
	close(release)
	requireInOrder(t, r.awaitAll(t, 16, 5), 16, 5)
}

// What a member that vanished had not finished goes to the others when its session ends.
func TestVanishedMemberLosesItsPartitions(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	publishAll(t, publisher, 16, 1, 1)
	config := c.config("letters")
	config.SessionTimeout = 6 * time.Second
	config.ClientID = "vanished"
	read(t, newSubscriber(t, config), func(msg *message.Message) bool {
		<-msg.Context().Done()
		return false
	}).await(t, func(seen []string) bool { return len(seen) > 0 })
	c.silence(config.ClientID)
	config.ClientID = "heir"
	heir := read(t, newSubscriber(t, config), ackAll)
	requireInOrder(t, heir.awaitAll(t, 16, 1), 16, 1)
}
