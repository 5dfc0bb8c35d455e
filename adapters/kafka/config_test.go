package kafka_test

import (
	"testing"
	"time"

	"github.com/IBM/sarama"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/kafka"
)

func TestConfigNeedsBrokersAlone(t *testing.T) {
	require.NoError(t, kafka.Config{Brokers: []string{"kafka:9092"}}.Validate())
}

func TestConfigNamesEverythingThatIsWrong(t *testing.T) {
	err := kafka.Config{
		Brokers: []string{""}, Prefix: "портал/", Partitions: -1, Replicas: -1, MaxAge: -2, MaxMessageBytes: -1,
		SessionTimeout: time.Millisecond, HandOver: -1, CommitInterval: -1,
		Configure: func(client *sarama.Config) { client.Admin.Timeout = 0 },
	}.Validate()
	for _, want := range []string{
		"Config.Brokers[0] is empty", `Config.Prefix is "портал/"`, "Config.Partitions is -1", "Config.Replicas is -1",
		"Config.MaxAge is -2ns", "Config.MaxMessageBytes is -1", "Config.SessionTimeout is 1ms", "Config.HandOver is -1ns",
		"Config.CommitInterval is -1ns", "after Config.Configure",
	} {
		assert.ErrorContains(t, err, want)
	}
	require.ErrorContains(t, kafka.Config{}.Validate(), "Config.Brokers is empty")
	_, err = kafka.NewPublisher(kafka.Config{})
	require.ErrorContains(t, err, "Config.Brokers is empty")
	_, err = kafka.NewSubscriber(kafka.Config{})
	require.ErrorContains(t, err, "Config.Brokers is empty")
	require.ErrorContains(t, err, "Config.Group is missing")
}

// Configure may change much, but nothing on which order and durability rest.
func TestConfigureKeepsThePromises(t *testing.T) {
	for setting, change := range map[string]func(*sarama.Config){
		"": func(client *sarama.Config) {
			client.Net.TLS.Enable, client.Version, client.Producer.Compression = true, sarama.V3_6_0_0, sarama.CompressionNone
		},
		"Producer.RequiredAcks": func(client *sarama.Config) {
			client.Producer.RequiredAcks = sarama.WaitForLocal
		},
		"Net.MaxOpenRequests":         func(client *sarama.Config) { client.Net.MaxOpenRequests = 5 },
		"Producer.Idempotent":         func(client *sarama.Config) { client.Producer.Idempotent = true },
		"Producer.Return":             func(client *sarama.Config) { client.Producer.Return.Successes = false },
		"Consumer.Offsets.Initial":    func(client *sarama.Config) { client.Consumer.Offsets.Initial = sarama.OffsetNewest },
		"Consumer.Offsets.AutoCommit": func(client *sarama.Config) { client.Consumer.Offsets.AutoCommit.Enable = false },
		"Consumer.Return.Errors":      func(client *sarama.Config) { client.Consumer.Return.Errors = false },
		"Net.ReadTimeout":             func(client *sarama.Config) { client.Net.ReadTimeout = time.Second },
	} {
		err := kafka.Config{Brokers: []string{"kafka:9092"}, Configure: change}.Validate()
		if setting == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, "Config.Configure changed "+setting)
		}
	}
}

// A member waits for handlers of others as long as they may take, and the coordinator waits for both.
func TestTimesFitTogether(t *testing.T) {
	for _, handOver := range []time.Duration{0, time.Minute, time.Hour} {
		var client *sarama.Config
		config := kafka.Config{Brokers: []string{"kafka:9092"}, HandOver: handOver, Configure: func(c *sarama.Config) { client = c }}
		require.NoError(t, config.Validate())
		assert.Greater(t, client.Consumer.Group.Rebalance.Timeout, handOver+client.Consumer.Group.Heartbeat.Interval)
		assert.Greater(t, client.Net.ReadTimeout, client.Consumer.Group.Rebalance.Timeout)
		assert.Less(t, 2*client.Consumer.Group.Heartbeat.Interval, client.Consumer.Group.Session.Timeout)
	}
}
