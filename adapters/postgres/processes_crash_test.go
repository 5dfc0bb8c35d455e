package postgres_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// diary is somebody who writes to one stream as long as the test wants, whatever becomes of the server, and
// remembers what was acknowledged.
type diary struct {
	house        *house
	stream       eventsourcing.Stream
	version      int64
	acknowledged []string
	failures     int
}

func (d *diary) keep(stop <-chan struct{}) {
	ctx := d.house.tb.Context()
	for {
		select {
		case <-stop:
			return
		default:
		}
		records := someRecords(1)
		_, err := d.house.store.Append(ctx, eventsourcing.Batch{Now: time.Now(), Streams: []eventsourcing.Append{
			{Stream: d.stream, Expected: d.version, Records: records},
		}})
		if err == nil {
			d.version++
			d.acknowledged = append(d.acknowledged, records[0].ID)
			continue
		}
		// It may have happened: look how far the stream is.
		d.failures++
		version := d.version
		for record, err := range d.house.store.Load(ctx, d.stream, d.version) {
			if err != nil {
				break
			}
			version = record.Version
		}
		d.version = version
	}
}

// The server crashes in the middle of everything and comes back: writers and workers go on by themselves, what
// was acknowledged is there, and every event that is there is handled once.
func TestWorkersGoOnWhenTheServerHasCrashed(t *testing.T) {
	server := startServer(t)
	h := newHouse(t, server.connection+"&search_path=kabinet")
	for i := range 2 {
		h.start(handlerOrder(fmt.Sprintf("w%d", i)))
	}
	var writing sync.WaitGroup
	diaries, stop := make([]diary, 3), make(chan struct{})
	for i := range diaries {
		diaries[i] = diary{house: h, stream: eventsourcing.Stream{Category: category, ID: fmt.Sprintf("diary-%d", i)}}
		writing.Go(func() { diaries[i].keep(stop) })
	}
	crashes := 2
	for range crashes {
		enough := h.handled() + 200 + h.random.IntN(200)
		until(t, "events are handled", func() bool { return h.handled() >= enough })
		crashed := h.now()
		server.crash()
		server.start()
		h.pool.Reset()
		started := h.now()
		since := ask[int64](h, "SELECT nextval('happened')")
		until(t, "all lanes in use move again", func() bool {
			return ask[int](h, "SELECT count(DISTINCT stream) FROM handled WHERE seq > $1", since) == len(diaries)
		})
		first := ask[time.Time](h, "SELECT min(at) FROM handled WHERE seq > $1", since)
		last := ask[time.Time](h, "SELECT max(first) FROM (SELECT min(at) AS first FROM handled WHERE seq > $1 GROUP BY stream) s", since)
		t.Logf("down for %s; then the first event was handled after %s, in all lanes after %s",
			started.Sub(crashed), first.Sub(started), last.Sub(started))
	}
	close(stop)
	writing.Wait()
	for _, d := range diaries {
		require.NotZero(t, d.failures)
		lost := askAll[string](h, "SELECT said FROM unnest($1::text[]) said WHERE NOT EXISTS (SELECT FROM events WHERE event = said)", d.acknowledged)
		require.Empty(t, lost, "acknowledged and lost")
		h.written += int(d.version)
	}
	h.settle()
	h.prove(leasesWereKept, handledOnce)
}
