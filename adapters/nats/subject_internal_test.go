package nats

import (
	"fmt"
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// Streams in operation depend on these figures.
func TestLanesNeverChange(t *testing.T) {
	lane := func(key string, lanes int) int {
		msg := message.NewMessage("id", nil)
		if key != "" {
			msg.Metadata.Set(feed.MetadataPartitionKey, key)
		}
		return laneOf("account", msg, lanes)
	}
	got := map[string]int{}
	for _, key := range []string{"", "account/1", "account/2", "account/01K9ZZZZZZZZZZZZZZZZZZZZZZ"} {
		got[key] = lane(key, 256)
	}
	require.Equal(t, map[string]int{"": 193, "account/1": 170, "account/2": 67, "account/01K9ZZZZZZZZZZZZZZZZZZZZZZ": 227}, got)
	counts := make([]int, 8)
	for i := range 8000 {
		counts[lane(fmt.Sprint("account/", i), 8)]++
	}
	for _, count := range counts {
		require.InDelta(t, 1000, count, 150)
	}
}

func TestNames(t *testing.T) {
	require.Equal(t, "a.b.account.7", subject("a.b", "account", 7))
	require.Equal(t, []string{"k.*.0", "k.*.1"}, subjects("k", 2))
	require.NotEqual(t, durable("a_b", "c", 1), durable("a", "b-c", 1))
	require.Equal(t, "letters_account_0", durable("letters", "account", 0))
}
