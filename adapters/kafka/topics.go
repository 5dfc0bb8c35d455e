package kafka

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"sync"

	"github.com/IBM/sarama"
	"github.com/ThreeDotsLabs/watermill"

	"github.com/kabinet-go/kabinet/fault"
)

// topics knows which topics of the cluster are there and fit for events, and makes missing ones. It is
// safe for concurrent use; a topic that is looked for holds up nobody who uses a known one.
type topics struct {
	config Config
	known  sync.Map // of names
	asking sync.Mutex
}

func newTopics(config Config) *topics { return &topics{config: config} }

// topicForm is what Kafka allows.
var topicForm = regexp.MustCompile(`^[a-zA-Z0-9._-]{1,249}$`)

// ensure returns the name of a topic on the cluster, where it exists afterwards. The cluster is asked
// once; topics are rare and stay.
func (t *topics) ensure(topic string) (name string, err error) {
	name = t.config.Prefix + topic
	if _, known := t.known.Load(name); known {
		return name, nil
	}
	if topic == "" || !topicForm.MatchString(name) {
		return "", fault.AsPermanent(fmt.Errorf("kafka: topic %q: want 1 to 249 Latin letters, digits, dots, dashes and underscores with the prefix", name))
	}
	t.asking.Lock()
	defer t.asking.Unlock()
	if _, known := t.known.Load(name); known {
		return name, nil
	}
	if err := t.look(name); err != nil {
		return "", onAxis(err)
	}
	t.known.Store(name, true)
	return name, nil
}

// forget has the cluster be asked again: the topic was deleted.
func (t *topics) forget(name string) { t.known.Delete(name) }

func (t *topics) look(name string) error {
	client, err := t.config.sarama()
	if err != nil {
		return err
	}
	admin, err := sarama.NewClusterAdmin(t.config.Brokers, client)
	if err != nil {
		return unreachable(err)
	}
	defer func() { _ = admin.Close() }() // it has done its work
	described, err := admin.DescribeTopics([]string{name})
	if err == nil && len(described) != 1 {
		err = fmt.Errorf("%d topics described", len(described))
	}
	if err == nil && described[0].Err != sarama.ErrNoError {
		err = described[0].Err
	}
	switch {
	case err == nil:
		return t.fit(admin, name)
	case !errors.Is(err, sarama.ErrUnknownTopicOrPartition):
		return fmt.Errorf("kafka: looking for topic %s: %w", name, err)
	case t.config.ExpectTopics:
		return fault.AsPermanent(fmt.Errorf("kafka: topic %s does not exist: make it, or leave Config.ExpectTopics false: %w", name, err))
	}
	return t.create(admin, name)
}

// fit refuses a topic that keeps only the last message of each key: of each account, one event. One that
// forgets is told of. Who may not ask is believed.
func (t *topics) fit(admin sarama.ClusterAdmin, name string) error {
	const policy, retention = "cleanup.policy", "retention.ms"
	entries, err := admin.DescribeConfig(sarama.ConfigResource{Type: sarama.TopicResource, Name: name, ConfigNames: []string{policy, retention}})
	if err != nil {
		t.config.Logger.Debug("cannot ask what the topic keeps", watermill.LogFields{"topic": name, "reason": err.Error()})
		return nil //nolint:nilerr // believed
	}
	for _, entry := range entries {
		switch {
		case entry.Name == policy && entry.Value != "delete":
			return fault.AsPermanent(fmt.Errorf("kafka: topic %s has %s=%s, which keeps one event of each stream: set it to delete", name, policy, entry.Value))
		case entry.Name == retention && entry.Value != "-1":
			t.config.Logger.Info("the topic forgets events, new groups will not see old ones", watermill.LogFields{"topic": name, retention: entry.Value})
		}
	}
	return nil
}

// batchOverhead is more than what a batch of one message takes beside the message.
const batchOverhead = 4096

func (t *topics) create(admin sarama.ClusterAdmin, name string) error {
	retention := int64(-1) // for ever
	if t.config.MaxAge > 0 {
		retention = t.config.MaxAge.Milliseconds()
	}
	value := func(number int64) *string {
		text := strconv.FormatInt(number, 10)
		return &text
	}
	policy := "delete"
	err := admin.CreateTopic(name, &sarama.TopicDetail{
		NumPartitions:     t.config.Partitions,
		ReplicationFactor: t.config.Replicas,
		ConfigEntries: map[string]*string{
			"cleanup.policy":      &policy,
			"retention.ms":        value(retention),
			"retention.bytes":     value(-1),
			"min.insync.replicas": value(int64(t.config.Replicas/2 + 1)),
			"max.message.bytes":   value(int64(t.config.MaxMessageBytes + batchOverhead)),
		},
	}, false)
	switch {
	case err == nil:
		t.config.Logger.Info("made a topic", watermill.LogFields{
			"topic": name, "partitions": t.config.Partitions, "replicas": t.config.Replicas,
		})
		return nil
	case errors.Is(err, sarama.ErrTopicAlreadyExists): // another was faster
		return nil
	case errors.Is(err, sarama.ErrInvalidReplicationFactor):
		return fmt.Errorf("kafka: making topic %s on %d brokers: lower Config.Replicas or add brokers: %w", name, t.config.Replicas, err)
	case errors.Is(err, sarama.ErrTopicAuthorizationFailed), errors.Is(err, sarama.ErrClusterAuthorizationFailed):
		return fmt.Errorf("kafka: making topic %s: have it made by who may, and set Config.ExpectTopics: %w", name, err)
	default:
		return fmt.Errorf("kafka: making topic %s: %w", name, err)
	}
}

// unreachable says that there is no way to the cluster.
func unreachable(err error) error {
	return fmt.Errorf("kafka: reaching the cluster: check Config.Brokers, and TLS and SASL in Config.Configure: %w", err)
}
