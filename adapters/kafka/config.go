package kafka

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"time"

	"github.com/IBM/sarama"
	"github.com/ThreeDotsLabs/watermill"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// Config says how a [Publisher] or a [Subscriber] works. Only Brokers, and a subscriber's Group, have
// no default.
type Config struct {
	// Brokers are the addresses, "host:port", at which to ask for the cluster.
	Brokers []string
	// Group names the consumer group of a subscriber. Subscribers of one group share the partitions; a
	// new group begins with the oldest event of the topic. Publishers need none.
	Group string
	// Prefix begins the name of every Kafka topic, of Latin letters, digits, dots, dashes and
	// underscores: none.
	Prefix string

	// ExpectTopics means that somebody else makes the topics: a missing one is an error, and the three
	// fields below it say nothing.
	ExpectTopics bool
	// Partitions is how many partitions a new topic has, and so how many of its messages can be handled
	// side by side: 12. Adding some later moves streams to other partitions, so leave room.
	Partitions int32
	// Replicas is on how many brokers a new topic is kept: 3. A message counts as published when more than
	// half of them have it. A cluster of one broker needs 1.
	Replicas int16
	// MaxAge is for how long a new topic keeps events, and so how far back a new group begins: for ever.
	MaxAge time.Duration

	// MaxMessageBytes limits a message with its key and headers: 1,000,000. A new topic takes as much;
	// one made by others must, in its max.message.bytes.
	MaxMessageBytes int
	// Backoff is the pause before a message is delivered again after a Nack: feed.Exponential(100 ms, 5 s).
	Backoff feed.Backoff
	// SessionTimeout is for how long the partitions stay with a member of the group that vanished: 45 s,
	// at least 6 s by the defaults of brokers. An orderly end frees them at once.
	SessionTimeout time.Duration
	// HandOver is for how long a handler may go on with the message in hand while the group shares its
	// partitions anew, and for so long the others wait: 20 s. After it the message's context ends, and
	// another member gets the message too.
	HandOver time.Duration
	// CommitInterval is how often the progress of a group is saved: 1 s. What was handled since is
	// delivered again after a crash.
	CommitInterval time.Duration

	// ClientID is how brokers name this client in their logs and quotas: "kabinet".
	ClientID string
	// Configure has the last word about the settings of every client made, and of Validate, for TLS, SASL,
	// timeouts or the version of the protocol (that of Kafka 2.1 by default, which later brokers speak).
	// What order and durability rest on must stay as it is.
	Configure func(*sarama.Config)
	// Logger hears of trouble with the cluster and of messages passed over: nobody does by default.
	Logger watermill.LoggerAdapter
}

// withDefaults fills zero fields.
func (c Config) withDefaults() Config {
	setDefault(&c.Partitions, 12)
	setDefault(&c.Replicas, 3)
	setDefault(&c.MaxMessageBytes, 1_000_000)
	setDefault(&c.SessionTimeout, 45*time.Second)
	setDefault(&c.HandOver, 20*time.Second)
	setDefault(&c.CommitInterval, time.Second)
	setDefault(&c.ClientID, "kabinet")
	if c.Backoff == nil {
		c.Backoff = feed.Exponential(100*time.Millisecond, 5*time.Second)
	}
	if c.Logger == nil {
		c.Logger = watermill.NopLogger{}
	}
	return c
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

var prefixForm = regexp.MustCompile(`^[a-zA-Z0-9._-]{0,100}$`)

// Validate returns everything that is wrong with the configuration, joined; zero fields stand for
// their defaults. That a subscriber has a group is asked by [NewSubscriber].
func (c Config) Validate() error {
	c = c.withDefaults()
	var problems []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			problems = append(problems, fmt.Errorf("kafka: "+format, args...))
		}
	}
	demand(len(c.Brokers) > 0, "Config.Brokers is empty, want at least one host:port")
	for i, broker := range c.Brokers {
		demand(broker != "", "Config.Brokers[%d] is empty, want host:port", i)
	}
	demand(prefixForm.MatchString(c.Prefix), "Config.Prefix is %q, want at most 100 Latin letters, digits, dots, dashes and underscores", c.Prefix)
	demand(c.Partitions > 0, "Config.Partitions is %d, want at least 1", c.Partitions)
	demand(c.Replicas > 0, "Config.Replicas is %d, want at least 1", c.Replicas)
	demand(c.MaxAge == 0 || c.MaxAge >= time.Millisecond, "Config.MaxAge is %s, want at least 1ms, or 0 for ever", c.MaxAge)
	demand(c.MaxMessageBytes > 0 && c.MaxMessageBytes <= math.MaxInt32/2, "Config.MaxMessageBytes is %d, want 1 to %d", c.MaxMessageBytes, math.MaxInt32/2)
	demand(c.SessionTimeout >= time.Second, "Config.SessionTimeout is %s, want at least 1s", c.SessionTimeout)
	demand(c.HandOver >= time.Millisecond, "Config.HandOver is %s, want at least 1ms", c.HandOver)
	demand(c.CommitInterval >= time.Millisecond, "Config.CommitInterval is %s, want at least 1ms", c.CommitInterval)
	if _, err := c.sarama(); err != nil {
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}
