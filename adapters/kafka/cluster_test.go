package kafka_test

import (
	"context"
	"errors"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/IBM/sarama"
	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/kabinet-go/kabinet/adapters/kafka"
)

// cluster is a Kafka cluster of three brokers that can be broken and restarted.
type cluster struct {
	*kfake.Cluster
	brokers []string
	lines   *lines
	options []kfake.Opt
}

// newCluster starts a cluster until the test ends. Its data outlive a restart.
func newCluster(t testing.TB, options ...kfake.Opt) *cluster {
	t.Helper()
	c := &cluster{lines: &lines{}}
	c.options = append([]kfake.Opt{
		kfake.NumBrokers(3), kfake.DataDir(t.TempDir()), kfake.ListenFn(c.lines.listen), kfake.Superuser("PLAIN", "kabinet", "secret"),
	}, options...)
	c.start(t)
	t.Cleanup(func() { c.Close() })
	return c
}

func (c *cluster) start(t testing.TB, options ...kfake.Opt) {
	t.Helper()
	running, err := kfake.NewCluster(append(options, c.options...)...)
	require.NoError(t, err)
	c.Cluster, c.brokers = running, running.ListenAddrs()
}

// down stops the cluster; the function returned starts it again at the same addresses.
func (c *cluster) down(t testing.TB) (up func()) {
	t.Helper()
	ports := make([]int, len(c.brokers))
	for i, broker := range c.brokers {
		_, port, err := net.SplitHostPort(broker)
		require.NoError(t, err)
		ports[i], err = strconv.Atoi(port)
		require.NoError(t, err)
	}
	c.Close()
	return func() { c.start(t, kfake.Ports(ports...)) }
}

// config is one for this cluster, with members that learn quickly what others do.
func (c *cluster) config(group string) kafka.Config {
	return kafka.Config{Brokers: c.brokers, Group: group, Partitions: 4, Configure: func(client *sarama.Config) {
		client.Consumer.Group.Heartbeat.Interval = 100 * time.Millisecond
	}}
}

// lines are the connections of a cluster.
type lines struct {
	mu   sync.Mutex
	open map[net.Conn]bool
}

type tapped struct {
	net.Listener
	lines *lines
}

func (l *lines) listen(network, address string) (net.Listener, error) {
	listener, err := net.Listen(network, address)
	return tapped{listener, l}, err
}

// Accept remembers the connection.
func (t tapped) Accept() (net.Conn, error) {
	conn, err := t.Listener.Accept()
	if err != nil {
		return nil, err
	}
	t.lines.mu.Lock()
	defer t.lines.mu.Unlock()
	if t.lines.open == nil {
		t.lines.open = map[net.Conn]bool{}
	}
	t.lines.open[conn] = true
	return conn, nil
}

// cut breaks every connection there is.
func (l *lines) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for conn := range l.open {
		_ = conn.Close()
	}
	l.open = nil
}

// brokersOf are those of a real cluster named by KABINET_TEST_KAFKA, or of a fake one.
func brokersOf(t testing.TB) []string {
	t.Helper()
	if named := os.Getenv("KABINET_TEST_KAFKA"); named != "" {
		return strings.Split(named, ",")
	}
	return newCluster(t).brokers
}

// asking is closed when the cluster has been asked so many times for that.
func (c *cluster) asking(key kmsg.Key, times int) <-chan struct{} {
	asked := make(chan struct{})
	c.ControlKey(int16(key), func(kmsg.Request) (kmsg.Response, error, bool) {
		if times--; times == 0 {
			close(asked)
			c.DropControl()
		}
		return nil, nil, false
	})
	return asked
}

// shared reports whether a group has so many members and each its partitions.
func (c *cluster) shared(group string, members int) bool {
	info := c.GroupInfo(group)
	return info != nil && info.State == "Stable" && len(info.Members) == members
}

// silence cuts a client off from its group: it can neither say that it lives, nor leave.
func (c *cluster) silence(clientID string) {
	member := func(request kmsg.Request) string {
		switch r := request.(type) {
		case *kmsg.HeartbeatRequest:
			return r.MemberID
		case *kmsg.LeaveGroupRequest:
			return r.MemberID
		case *kmsg.OffsetCommitRequest:
			return r.MemberID
		case *kmsg.JoinGroupRequest:
			return r.MemberID
		}
		return ""
	}
	c.Control(func(request kmsg.Request) (kmsg.Response, error, bool) {
		if !strings.HasPrefix(member(request), clientID+"-") {
			return nil, nil, false
		}
		c.KeepControl()
		return nil, errSilenced, true
	})
}

var errSilenced = errors.New("cut off")

// records are all of some topics, in the order of their timestamps, as a client that knows nothing of
// Kabinet reads them.
func (c *cluster) records(t testing.TB, topics ...string) []*kgo.Record {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(c.brokers...), kgo.ConsumeTopics(topics...))
	require.NoError(t, err)
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	var records []*kgo.Record
	for len(records) < c.size(topics...) {
		fetched := client.PollFetches(ctx)
		require.NoError(t, fetched.Err())
		records = append(records, fetched.Records()...)
	}
	slices.SortStableFunc(records, func(a, b *kgo.Record) int { return a.Timestamp.Compare(b.Timestamp) })
	return records
}

// size is how many records some topics have, none of them deleted.
func (c *cluster) size(topics ...string) (records int) {
	for _, topic := range topics {
		for _, partition := range c.PartitionInfos(topic) {
			records += int(partition.HighWatermark)
		}
	}
	return records
}
