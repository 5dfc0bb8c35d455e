package postgres_test

import (
	"fmt"
	"testing"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
)

// relayed says that every event was published, no event before an earlier one of its stream, and again only
// under a later token.
var relayed = findings{
	"never published": `
		SELECT format('%s of %s/%s', event, category, id) FROM events
		WHERE NOT EXISTS (SELECT FROM published p WHERE p.event = events.event)`,
	"published by an order that leaves events out": `
		SELECT format('%s %s by %s after %s', stream, version, worker, before) FROM (
			SELECT *, max(version) OVER (PARTITION BY stream ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
			FROM published) p
		WHERE version > coalesce(before, 0) + 1`,
	"published again under the same token": `
		SELECT format('%s %s by %s', stream, version, string_agg(worker, ', ')) FROM published
		GROUP BY stream, version, token HAVING count(*) > 1`,
	"published again under another id": `
		SELECT format('%s %s', stream, version) FROM published
		GROUP BY stream, version HAVING count(DISTINCT event) > 1`,
}

func TestKilledRelaysPublishEverything(t *testing.T) {
	h := newHouse(t, postgrestest.Connection(t))
	var crew []*worker
	hire := func() {
		crew = append(crew, h.start(order{Role: "relay", Name: fmt.Sprintf("r%d", len(crew)), Lease: shortLease, Poll: shortPoll}))
	}
	published := func() int { return ask[int](h, "SELECT count(DISTINCT event) FROM published") }
	hire()
	hire()
	until(t, "both have lanes", func() bool { return len(h.lanesOf(crew[0])) > 0 && len(h.lanesOf(crew[1])) > 0 })
	for round := range 2 {
		before := published()
		h.write(200)
		part := 1 + h.random.IntN(150)
		until(t, "some are published", func() bool { return published() >= before+part })
		took := h.takeOver(crew[round], crew[round].kill)
		t.Logf("%s is killed: its lanes moved after %s", crew[round].Name, took)
		hire()
	}
	until(t, "all are published", func() bool { return published() == h.written })
	h.prove(leasesWereKept, relayed)
	t.Logf("%d of %d messages were repeated", ask[int](h, "SELECT count(*) FROM published")-h.written, h.written)
}
