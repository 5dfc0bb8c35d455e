package kafka

import (
	"testing"

	"github.com/IBM/sarama"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kgo"
)

func partitionOf(t *testing.T, key sarama.Encoder, partitions int32) int32 {
	t.Helper()
	partition, err := newPartitioner("account").Partition(&sarama.ProducerMessage{Key: key}, partitions)
	require.NoError(t, err)
	return partition
}

// A release that put streams elsewhere would break their order; these figures never change.
func TestStreamsStayInTheirPartitions(t *testing.T) {
	for key, want := range map[string]int32{
		"account/1": 11, "account/2": 8, "account/01K9ZZZZZZZZZZZZZZZZZZZZZZ": 11, "challenge/7": 3, "message/anna": 11, "session/Ё": 7,
	} {
		assert.Equal(t, want, partitionOf(t, sarama.StringEncoder(key), 12), key)
	}
}

// A partition that has no leader for a moment is waited for, not gone round.
func TestStreamsWaitForTheirPartition(t *testing.T) {
	assert.True(t, newPartitioner("account").RequiresConsistency())
}

// Another implementation of what the Java client does agrees.
func FuzzPartitionsAreThoseOfJava(f *testing.F) {
	for _, key := range []string{"", "a", "ab", "abc", "abcd", "account/01K9ZZZZZZZZZZZZZZZZZZZZZZ", "Ёж"} {
		f.Add([]byte(key), int32(12))
	}
	java := kgo.StickyKeyPartitioner(nil).ForTopic("account")
	f.Fuzz(func(t *testing.T, key []byte, partitions int32) {
		if partitions < 1 || key == nil {
			return
		}
		partition := partitionOf(t, sarama.ByteEncoder(key), partitions)
		assert.EqualValues(t, java.Partition(&kgo.Record{Key: key}, int(partitions)), partition)
	})
}

func TestMessagesWithoutKeyHaveNoPartition(t *testing.T) {
	_, err := newPartitioner("account").Partition(&sarama.ProducerMessage{}, 12)
	require.ErrorIs(t, err, errNoKey)
	assert.True(t, isFinal(err))
}
