package kafka

import (
	"errors"
	"fmt"
	"time"

	"github.com/IBM/sarama"
)

// sarama returns the settings of a new client. Each client gets its own, since sarama keeps counters in
// them. The defaults of sarama that would lose, repeat or reorder events, or hide old ones, are set
// right here, and must be right still when Configure has been at work.
func (c Config) sarama() (*sarama.Config, error) {
	client := sarama.NewConfig()
	client.ClientID = c.ClientID
	client.Net.DialTimeout = 10 * time.Second
	client.Metadata.AllowAutoTopicCreation = false // the broker's defaults are one copy and seven days

	client.Producer.RequiredAcks = sarama.WaitForAll
	client.Net.MaxOpenRequests = 1 // what is sent again is never overtaken
	// sarama's idempotent producer was seen to report messages as published that were not stored, when
	// the cluster was restarted under it. What is stored twice instead is told by its UUID.
	client.Producer.Idempotent = false
	client.Producer.Retry.Max = 5
	client.Producer.Retry.Backoff = 200 * time.Millisecond
	client.Producer.Partitioner = newPartitioner
	client.Producer.Compression = sarama.CompressionZSTD
	client.Producer.MaxMessageBytes = c.MaxMessageBytes
	client.Producer.Return.Successes = true
	client.Producer.Return.Errors = true

	client.Consumer.Offsets.Initial = sarama.OffsetOldest
	client.Consumer.Offsets.AutoCommit.Enable = true // of offsets marked, which happens after the Ack
	client.Consumer.Offsets.AutoCommit.Interval = c.CommitInterval
	client.Consumer.Return.Errors = true
	client.Consumer.Group.Session.Timeout = c.SessionTimeout
	client.Consumer.Group.Heartbeat.Interval = min(3*time.Second, c.SessionTimeout/3)
	// The coordinator waits longer than a handler, so that who gives a partition up is back in time, and a
	// member waits for the coordinator longer still.
	client.Consumer.Group.Rebalance.Timeout = c.HandOver + 2*client.Consumer.Group.Heartbeat.Interval
	client.Net.ReadTimeout = max(30*time.Second, client.Consumer.Group.Rebalance.Timeout+5*time.Second)

	if c.Configure != nil {
		c.Configure(client)
	}
	if err := client.Validate(); err != nil {
		return nil, fmt.Errorf("kafka: after Config.Configure: %w", err)
	}
	return client, keepsPromises(client)
}

// keepsPromises refuses what Configure must leave alone.
func keepsPromises(client *sarama.Config) error {
	var problems []error
	keep := func(ok bool, setting, why string) {
		if !ok {
			problems = append(problems, fmt.Errorf("kafka: Config.Configure changed %s: %s", setting, why))
		}
	}
	keep(client.Producer.RequiredAcks == sarama.WaitForAll, "Producer.RequiredAcks", "a message would count as published before its copies exist")
	keep(!client.Producer.Idempotent, "Producer.Idempotent", "a message could count as published that was not stored")
	keep(client.Net.MaxOpenRequests == 1, "Net.MaxOpenRequests", "a message sent again would be overtaken by later ones")
	keep(client.Producer.Return.Successes && client.Producer.Return.Errors, "Producer.Return", "Publish waits for the answer")
	keep(client.Consumer.Offsets.Initial == sarama.OffsetOldest, "Consumer.Offsets.Initial", "a new group would miss all old events")
	keep(client.Consumer.Offsets.AutoCommit.Enable, "Consumer.Offsets.AutoCommit", "the progress of a group would never be saved")
	keep(client.Consumer.Return.Errors, "Consumer.Return.Errors", "trouble with the cluster would go unheard")
	keep(client.Net.ReadTimeout > client.Consumer.Group.Rebalance.Timeout, "Net.ReadTimeout", "a member would give up joining while others hand over")
	return errors.Join(problems...)
}
