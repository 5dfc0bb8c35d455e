package kafka

import (
	"encoding/binary"
	"errors"

	"github.com/IBM/sarama"
)

// newPartitioner gives the partitioner of a topic. A stream's partition depends on its key and the
// number of partitions alone, and is the one that the Java client computes, so that Kafka Streams and
// others can join the topic with theirs by key.
func newPartitioner(string) sarama.Partitioner { return partitioner{} }

type partitioner struct{}

var errNoKey = errors.New("kafka: a message without key has no place in the order of its stream")

// Partition implements sarama.Partitioner.
func (partitioner) Partition(msg *sarama.ProducerMessage, partitions int32) (int32, error) {
	if msg.Key == nil {
		return 0, errNoKey
	}
	key, err := msg.Key.Encode()
	if err != nil {
		return 0, err
	}
	return int32(murmur2(key)&0x7fffffff) % partitions, nil //nolint:gosec // 31 bits
}

// RequiresConsistency implements sarama.Partitioner: a stream keeps its partition even while that one
// has no leader.
func (partitioner) RequiresConsistency() bool { return true }

// murmur2 is Austin Appleby's 32-bit MurmurHash2 with the seed that Kafka uses.
func murmur2(data []byte) uint32 {
	const (
		seed       = 0x9747b28c
		multiplier = 0x5bd1e995
		shift      = 24
	)
	mix := func(word uint32) uint32 {
		word *= multiplier
		return (word ^ word>>shift) * multiplier
	}
	hash := seed ^ uint32(len(data)) //nolint:gosec // as the algorithm says
	for ; len(data) >= 4; data = data[4:] {
		hash = hash*multiplier ^ mix(binary.LittleEndian.Uint32(data))
	}
	if len(data) > 0 {
		for i, tail := range data {
			hash ^= uint32(tail) << (8 * i)
		}
		hash *= multiplier
	}
	hash = (hash ^ hash>>13) * multiplier
	return hash ^ hash>>15
}
