package kafka_test

import (
	"bytes"
	"os"
	"os/exec"
	"sort"
	"strings"
	"testing"

	"github.com/IBM/sarama"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kversion"
)

// librdkafka, on which the clients of most languages stand, reads key, headers and payload.
func TestOtherLanguagesRead(t *testing.T) {
	kcat, err := exec.LookPath("kcat")
	if err != nil {
		if os.Getenv("KABINET_REQUIRE_SERVICES") == "1" {
			t.Fatal("kcat is not installed")
		}
		t.Skip("kcat is not installed")
	}
	c := newCluster(t)
	publishAll(t, newPublisher(t, c.config("")), 2, 1, 2)
	var output, trouble bytes.Buffer
	command := exec.CommandContext(t.Context(), kcat, "-C", "-b", strings.Join(c.brokers, ","), "-t", topic,
		"-o", "beginning", "-c", "4", "-e", "-q", "-f", `%k %s %h\n`)
	command.Stdout, command.Stderr = &output, &trouble
	require.NoError(t, command.Run(), trouble.String())
	lines := strings.Split(strings.TrimSpace(output.String()), "\n")
	sort.Strings(lines)
	require.Len(t, lines, 4)
	for i, want := range []string{"account/a0", "account/a0", "account/a1", "account/a1"} {
		assert.True(t, strings.HasPrefix(lines[i], want+" {} "), lines[i])
		assert.Contains(t, lines[i], "_watermill_message_uuid=a")
		assert.Contains(t, lines[i], "kabinet_stream="+want)
	}
}

// The protocol asked for by default is spoken by brokers of many years; newer ones may be told of.
func TestBrokersOfManyYears(t *testing.T) {
	newer := func(client *sarama.Config) { client.Version = sarama.V4_0_0_0 }
	for name, test := range map[string]struct {
		brokers   *kversion.Versions
		configure func(*sarama.Config)
	}{
		"2.1":              {kversion.V2_1_0(), nil},
		"3.0":              {kversion.V3_0_0(), nil},
		"4.0":              {kversion.V4_0_0(), nil},
		"4.0 in its words": {kversion.V4_0_0(), newer},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, kfake.MaxVersions(test.brokers))
			config := c.config("letters")
			config.Configure = test.configure
			publishAll(t, newPublisher(t, config), 4, 1, 3)
			requireInOrder(t, read(t, newSubscriber(t, config), ackAll).awaitAll(t, 4, 3), 4, 3)
		})
	}
}
