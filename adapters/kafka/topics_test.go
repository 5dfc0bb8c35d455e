package kafka_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/kabinet-go/kabinet/adapters/kafka"
	"github.com/kabinet-go/kabinet/fault"
)

// settings are those of a topic as the cluster has them.
func (c *cluster) settings(t testing.TB, topic string) map[string]string {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(c.brokers...))
	require.NoError(t, err)
	defer client.Close()
	request := kmsg.NewPtrDescribeConfigsRequest()
	request.Resources = []kmsg.DescribeConfigsRequestResource{{ResourceType: kmsg.ConfigResourceTypeTopic, ResourceName: topic}}
	answer, err := request.RequestWith(context.Background(), client)
	require.NoError(t, err)
	settings := map[string]string{}
	for _, setting := range answer.Resources[0].Configs {
		if setting.Value != nil {
			settings[setting.Name] = *setting.Value
		}
	}
	return settings
}

func TestMissingTopicsAreMade(t *testing.T) {
	c := newCluster(t)
	config := kafka.Config{Brokers: c.brokers, Group: "letters", Prefix: "gov.portal_", MaxMessageBytes: 2_000_000}
	require.NoError(t, newPublisher(t, config).Publish(topic, happened("a", 1)))
	partitions := c.PartitionInfos("gov.portal_account")
	assert.Len(t, partitions, 12)
	settings := c.settings(t, "gov.portal_account")
	assert.Equal(t, "delete", settings["cleanup.policy"])
	assert.Equal(t, "-1", settings["retention.ms"], "kept for ever")
	assert.Equal(t, "-1", settings["retention.bytes"])
	assert.Equal(t, "2", settings["min.insync.replicas"], "of three")
	assert.Equal(t, "2004096", settings["max.message.bytes"])

	config.Prefix, config.Partitions, config.MaxAge = "short-", 3, 24*time.Hour
	require.NoError(t, newSubscriber(t, config).SubscribeInitialize(topic))
	assert.Len(t, c.PartitionInfos("short-account"), 3)
	assert.Equal(t, "86400000", c.settings(t, "short-account")["retention.ms"])
}

func TestTopicIsMadeOnceByMany(t *testing.T) {
	c := newCluster(t)
	var making sync.WaitGroup
	for range 8 {
		making.Go(func() {
			subscriber, err := kafka.NewSubscriber(c.config("letters"))
			if assert.NoError(t, err) {
				assert.NoError(t, subscriber.SubscribeInitialize(topic))
				assert.NoError(t, subscriber.Close())
			}
		})
	}
	making.Wait()
	assert.Len(t, c.PartitionInfos(topic), 4)
}

func TestExistingTopicsAreLeftAsTheyAre(t *testing.T) {
	c := newCluster(t)
	retention := "3600000"
	require.NoError(t, c.CreateTopic(topic, 2, map[string]string{"retention.ms": retention}))
	config, logger := c.config(""), watermill.NewCaptureLogger()
	config.Logger = logger
	require.NoError(t, newPublisher(t, config).Publish(topic, happened("a", 1)))
	assert.Len(t, c.PartitionInfos(topic), 2)
	assert.Equal(t, retention, c.settings(t, topic)["retention.ms"])
	told := logger.Captured()[watermill.InfoLogLevel]
	require.Len(t, told, 1)
	assert.Equal(t, watermill.LogFields{"topic": topic, "retention.ms": retention}, told[0].Fields)
}

func TestExpectedTopicsThatAreMissing(t *testing.T) {
	c := newCluster(t)
	config := c.config("letters")
	config.ExpectTopics = true
	publisher, subscriber := newPublisher(t, config), newSubscriber(t, config)
	_, subscribed := subscriber.Subscribe(t.Context(), topic)
	for _, err := range []error{publisher.Publish(topic, happened("a", 1)), subscriber.SubscribeInitialize(topic), subscribed} {
		require.ErrorIs(t, err, fault.Permanent)
		require.ErrorContains(t, err, "topic account does not exist: make it")
	}
	assert.Nil(t, c.PartitionInfo(topic, 0))
	require.NoError(t, c.CreateTopic(topic, 2, nil))
	require.NoError(t, publisher.Publish(topic, happened("a", 1)), "once somebody has made it")
}

// Compaction would leave one event of each account.
func TestCompactedTopicsAreRefused(t *testing.T) {
	for _, policy := range []string{"compact", "compact,delete"} {
		c := newCluster(t)
		require.NoError(t, c.CreateTopic(topic, 2, map[string]string{"cleanup.policy": policy}))
		err := newPublisher(t, c.config("")).Publish(topic, happened("a", 1))
		require.ErrorIs(t, err, fault.Permanent)
		require.ErrorContains(t, err, "cleanup.policy="+policy)
	}
}

// Also where the cluster would make them by itself, with one copy and its own number of partitions.
func TestDeletedTopicsAreMadeAgain(t *testing.T) {
	c := newCluster(t, kfake.AllowAutoTopicCreation())
	publisher := newPublisher(t, c.config(""))
	require.NoError(t, publisher.Publish(topic, happened("a", 1)))
	require.NoError(t, c.DeleteTopic(topic))
	insist(t, publisher, 1, 1, 1)
	assert.Len(t, c.PartitionInfos(topic), 4)
	assert.Equal(t, "a0-1", string(c.records(t, topic)[0].Headers[0].Value))
}

func TestTopicsThatCannotBe(t *testing.T) {
	c := newCluster(t)
	publisher := newPublisher(t, c.config(""))
	for _, name := range []string{"", "счёт", "a b", "a/b"} {
		err := publisher.Publish(name, happened("a", 1))
		require.ErrorIs(t, err, fault.Permanent)
		require.ErrorContains(t, err, "want 1 to 249 Latin letters")
	}
}

func TestTroubleWithTopicsSaysWhatToDo(t *testing.T) {
	for _, test := range []struct {
		key    kmsg.Key
		err    *kerr.Error
		advice string
		axis   error
	}{
		{kmsg.CreateTopics, kerr.InvalidReplicationFactor, "lower Config.Replicas", fault.Permanent},
		{kmsg.CreateTopics, kerr.TopicAuthorizationFailed, "set Config.ExpectTopics", fault.Permanent},
		{kmsg.CreateTopics, kerr.PolicyViolation, "making topic account", fault.Permanent},
		{kmsg.Metadata, kerr.TopicAuthorizationFailed, "looking for topic account", fault.Permanent},
		{kmsg.CreateTopics, kerr.RequestTimedOut, "making topic account", fault.Transient},
	} {
		t.Run(test.err.Message, func(t *testing.T) {
			c := newCluster(t)
			publisher := newPublisher(t, c.config(""))
			c.Fault(kfake.Fault{Keys: []kmsg.Key{test.key}, Topic: topic, Err: test.err, Count: -1})
			err := publisher.Publish(topic, happened("a", 1))
			require.ErrorIs(t, err, test.axis)
			require.ErrorContains(t, err, test.advice)
		})
	}
}
