package kafka_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/kabinet-go/kabinet/adapters/kafka"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/fault"
)

var passingTrouble = []*kerr.Error{kerr.NotEnoughReplicas, kerr.NotLeaderForPartition, kerr.LeaderNotAvailable, kerr.KafkaStorageError}

// insist publishes as a relay does: what failed transiently is published again, later versions wait.
func insist(t testing.TB, publisher message.Publisher, accounts int, from, to int64) {
	t.Helper()
	late := time.Now().Add(2 * deadline)
	var publishing sync.WaitGroup
	for number := range accounts {
		publishing.Go(func() {
			for version := from; version <= to; {
				switch err := publisher.Publish(topic, happened(owner(number), version)); {
				case err == nil:
					version++
				case !errors.Is(err, fault.Transient) || time.Now().After(late):
					t.Errorf("publishing %s-%d: %v", owner(number), version, err)
					return
				}
			}
		})
	}
	publishing.Wait()
}

// The whole cluster is restarted while events are published and read.
func TestClusterRestarts(t *testing.T) {
	const accounts = 8
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	r := read(t, newSubscriber(t, c.config("letters")), ackAll)
	insist(t, publisher, accounts, 1, 20)
	r.awaitAll(t, accounts, 10)
	up := c.down(t)
	published := make(chan struct{})
	go func() {
		defer close(published)
		insist(t, publisher, accounts, 21, 40)
	}()
	require.Error(t, publisher.Publish(topic, happened("nobody", 1)), "while nothing listens")
	up()
	<-published
	c.requireStored(t, accounts, 40)
	requireInOrder(t, r.awaitAll(t, accounts, 40), accounts, 40)
}

// requireStored demands that everything whose publishing succeeded is on the cluster.
func (c *cluster) requireStored(t testing.TB, accounts int, versions int64) {
	t.Helper()
	stored := map[string]bool{}
	for _, record := range c.records(t, topic) {
		stored[string(record.Headers[0].Value)] = true
	}
	for number := range accounts {
		for version := int64(1); version <= versions; version++ {
			assert.True(t, stored[happened(owner(number), version).UUID], "%s-%d is lost", owner(number), version)
		}
	}
}

// Every connection breaks, over and over, while events are published and read.
func TestConnectionsBreak(t *testing.T) {
	const accounts, versions = 8, 100
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	r := read(t, newSubscriber(t, c.config("letters")), ackAll)
	for version := int64(1); version <= versions; version += 10 {
		published := make(chan struct{})
		go func() {
			defer close(published)
			insist(t, publisher, accounts, version, version+9)
		}()
		c.lines.cut()
		within(t, "everything published", published)
	}
	requireInOrder(t, r.awaitAll(t, accounts, versions), accounts, versions)
}

// A broker goes for good, and its partitions and groups move to the others.
func TestBrokerLeaves(t *testing.T) {
	const accounts = 16
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	r := read(t, newSubscriber(t, c.config("letters")), ackAll)
	insist(t, publisher, accounts, 1, 10)
	r.awaitAll(t, accounts, 1)
	require.NoError(t, c.RemoveNode(c.CoordinatorFor("letters")))
	insist(t, publisher, accounts, 11, 20)
	requireInOrder(t, r.awaitAll(t, accounts, 20), accounts, 20)
}

func TestPublishSaysThatTheClusterIsAway(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	require.NoError(t, publisher.Publish(topic, happened("a", 1)))
	c.down(t)
	began := time.Now()
	err := publisher.Publish(topic, happened("a", 2))
	require.ErrorIs(t, err, fault.Transient)
	require.ErrorIs(t, err, fault.InDoubt)
	assert.Less(t, time.Since(began), deadline)

	_, err = kafka.NewPublisher(c.config(""))
	require.ErrorIs(t, err, fault.Transient)
	require.ErrorContains(t, err, "check Config.Brokers")
	_, err = newSubscriber(t, c.config("letters")).Subscribe(t.Context(), topic)
	require.ErrorIs(t, err, fault.Transient)
	require.NotErrorIs(t, err, fault.InDoubt)
}

// A broker that is short of copies, loses its leadership or its disk is asked again; the caller sees
// nothing of it.
func TestPassingTroubleOfBrokersIsSatOut(t *testing.T) {
	for _, trouble := range passingTrouble {
		t.Run(trouble.Message, func(t *testing.T) {
			c := newCluster(t)
			publisher := newPublisher(t, c.config(""))
			require.NoError(t, publisher.Publish(topic, happened("a0", 1)))
			c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Topic: topic, Err: trouble, Count: 2})
			require.NoError(t, publisher.Publish(topic, happened("a0", 2)))
			require.NoError(t, publisher.Publish(topic, happened("a0", 3)))
			r := read(t, newSubscriber(t, c.config("letters")), ackAll)
			seen := r.await(t, func(seen []string) bool { return len(seen) >= 3 })
			assert.Equal(t, []string{"a0-1", "a0-2", "a0-3"}, seen)
		})
	}
}

// A message given up is published again later, and order and numbering go on.
func TestPublishingGoesOnAfterAFailure(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	require.NoError(t, publisher.Publish(topic, happened("a0", 1)))
	broken := c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Topic: topic, Err: passingTrouble[0], Count: -1})
	require.ErrorIs(t, publisher.Publish(topic, happened("a0", 2)), fault.InDoubt)
	broken.Remove()
	for version := int64(2); version <= 4; version++ {
		require.NoError(t, publisher.Publish(topic, happened("a0", version)))
	}
	seen := read(t, newSubscriber(t, c.config("letters")), ackAll).await(t, func(seen []string) bool { return len(seen) >= 4 })
	assert.Equal(t, []string{"a0-1", "a0-2", "a0-3", "a0-4"}, seen)
}

// Offsets that cannot be saved cost repeated deliveries, never a lost one.
func TestCommitsThatFail(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	publishAll(t, publisher, 4, 1, 5)
	broken := c.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.OffsetCommit}, Group: "letters", Err: kerr.CoordinatorNotAvailable, Count: -1})
	subscriber := newSubscriber(t, c.config("letters"))
	requireInOrder(t, read(t, subscriber, ackAll).awaitAll(t, 4, 5), 4, 5)
	require.NoError(t, subscriber.Close())
	broken.Remove()
	requireInOrder(t, read(t, newSubscriber(t, c.config("letters")), ackAll).awaitAll(t, 4, 5), 4, 5)
}

// The group begins again with the oldest event that is left when its place is gone.
func TestPlaceOfTheGroupIsGone(t *testing.T) {
	c := newCluster(t)
	config := c.config("letters")
	config.Partitions, config.Backoff = 1, feed.Exponential(0, 0)
	publisher := newPublisher(t, config)
	publishAll(t, publisher, 1, 1, 3)
	subscriber := newSubscriber(t, config)
	read(t, subscriber, ackAll).awaitAll(t, 1, 3)
	require.NoError(t, subscriber.Close())
	publishAll(t, publisher, 1, 4, 9)
	require.NoError(t, c.DeleteRecords(topic, 0, 6))
	seen := read(t, newSubscriber(t, config), ackAll).await(t, func(seen []string) bool { return len(seen) >= 3 })
	assert.Equal(t, []string{"a0-7", "a0-8", "a0-9"}, seen)
}
