package feed

import (
	"fmt"
	"hash/fnv"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Never edit the lanes here: running groups depend on them.
func TestLaneOfNeverChanges(t *testing.T) {
	golden := []struct {
		stream eventsourcing.Stream
		lanes  int
		want   int
	}{
		{eventsourcing.Stream{Category: "account", ID: "01K9ZZZZZZZZZZZZZZZZZZZZZZ"}, 8, 3},
		{eventsourcing.Stream{Category: "account", ID: "1"}, 8, 2},
		{eventsourcing.Stream{Category: "account", ID: "2"}, 8, 3},
		{eventsourcing.Stream{Category: "message", ID: "1"}, 8, 4},
		{eventsourcing.Stream{Category: "message", ID: "1"}, 1, 0},
		{eventsourcing.Stream{Category: "сообщение", ID: "a/b"}, 1000, 433},
	}
	for _, g := range golden {
		assert.Equal(t, g.want, laneOf(g.stream, g.lanes), "%s of %d", g.stream, g.lanes)
		hash := fnv.New64a()
		_, _ = hash.Write([]byte(g.stream.String())) // documented never to fail
		sum := hash.Sum64()
		assert.Equal(t, (sum>>32^sum&0xffffffff)%uint64(g.lanes), uint64(g.want), "as documented")
	}
}

func TestLaneOfSpreadsStreams(t *testing.T) {
	const lanes, streams = 8, 8000
	var counts [lanes]int
	for i := range streams {
		counts[laneOf(eventsourcing.Stream{Category: "account", ID: fmt.Sprintf("01K9ZZZZZZZZZZZZZZZZZZ%04d", i)}, lanes)]++
	}
	for lane, count := range counts {
		assert.InDelta(t, streams/lanes, count, streams/lanes/5, "lane %d", lane)
	}
}
