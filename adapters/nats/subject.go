package nats

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strconv"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/fault"
)

// subject gives prefix.topic.lane.
func subject(prefix, topic string, lane int) string {
	return prefix + "." + topic + "." + strconv.Itoa(lane)
}

// subjects gives those of a stream: one for each lane, for any topic.
func subjects(prefix string, lanes int) []string {
	all := make([]string, lanes)
	for lane := range all {
		all[lane] = subject(prefix, "*", lane)
	}
	return all
}

// laneOf gives the lane of a message: FNV-1a (64 bit) of its partition key, the halves joined by xor,
// modulo the number of lanes. Messages without a key share the lane of the empty key, so these too keep
// their order. It must never change: an account would be in two lanes of a running stream.
func laneOf(topic string, msg *message.Message, lanes int) int {
	key, err := feed.PartitionKey(topic, msg)
	if err != nil {
		key = ""
	}
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(key)) // never fails
	sum := hash.Sum64()
	return int((sum>>32 ^ sum&0xffffffff) % uint64(lanes)) //nolint:gosec // less than lanes
}

// durable names the consumer of a group for a lane. A topic has no underscore, so names never coincide.
func durable(group, topic string, lane int) string {
	return group + "_" + topic + "_" + strconv.Itoa(lane)
}

var topicForm = regexp.MustCompile(`^[a-z0-9-]+$`)

func checkTopic(topic string) error {
	if topicForm.MatchString(topic) {
		return nil
	}
	return fault.AsPermanent(fmt.Errorf("nats: topic %q: want small Latin letters, digits and dashes", topic))
}
