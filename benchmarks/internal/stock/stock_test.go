package stock

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// A later word about a claim or a timer counts, streams are joined in their order.
func TestSum(t *testing.T) {
	stream := es.Stream{Category: "c", ID: "1"}
	claim := func(kind string) es.Claim {
		return es.Claim{ClaimKey: es.ClaimKey{Kind: kind, Index: "i"}, Owner: stream}
	}
	timer := func(name string) es.Timer { return es.Timer{TimerKey: es.TimerKey{Stream: stream, Name: name}} }
	record := func(id string) es.Record { return es.Record{ID: id} }
	n := &Notebook{batches: []es.Batch{
		{
			Streams: []es.Append{{Stream: stream, Records: []es.Record{record("1")}}},
			Claims:  []es.Claim{claim("stays"), claim("goes")},
			Timers:  []es.Timer{timer("stays"), timer("goes")},
		},
		{
			Streams:  []es.Append{{Stream: stream, Expected: 1, Records: []es.Record{record("2")}}},
			Releases: []es.Claim{claim("goes")}, Cancels: []es.TimerKey{timer("goes").TimerKey},
		},
	}}
	sum := n.Sum()
	assert.Equal(t, []es.Append{{Stream: stream, Records: []es.Record{record("1"), record("2")}}}, sum.Streams)
	assert.Equal(t, []es.Claim{claim("stays")}, sum.Claims)
	assert.Equal(t, []es.Timer{timer("stays")}, sum.Timers)
}

func TestNamesAreFound(t *testing.T) {
	ulid, index := "01KBENCH000000000000000001", strings.Repeat("a-_Z", 10)+"abc"
	made := &Stencil{known: map[string]int{}, texts: map[string]text{}}
	cut := made.cut(`{"account":"` + ulid + `","index":"` + index + `","again":"` + ulid + `.1"}`)
	assert.Equal(t, map[string]int{ulid: 0, index: 1}, made.known)
	assert.Equal(t, []int{0, 1, 0}, cut.names)
	assert.Equal(t, `.1"}`, cut.pieces[3])
}
