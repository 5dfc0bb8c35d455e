package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
)

// Leases and looks are short where tests wait for them.
const (
	shortLease = 1500 * time.Millisecond
	shortPoll  = 100 * time.Millisecond
)

// handlerOrder is for a handler whose own transactions may stand still as long as a lease lasts.
func handlerOrder(name string) order {
	return order{Role: "handler", Name: name, Lease: shortLease, Poll: shortPoll, Stall: shortLease}
}

// Four workers share the lanes. One after the other is killed while events come in, and another begins: its
// lanes go to others within the lease time.
func TestKilledWorkersLoseNothingAndDoubleNothing(t *testing.T) {
	h := newHouse(t, postgrestest.Connection(t))
	var crew []*worker
	hire := func() {
		crew = append(crew, h.start(handlerOrder(fmt.Sprintf("w%d", len(crew)))))
	}
	for range 4 {
		hire()
	}
	until(t, "each has its share", func() bool {
		for _, w := range crew {
			if len(h.lanesOf(w)) != lanes/4 {
				return false
			}
		}
		return true
	})
	h.work(6)
	require.Equal(t, 4, ask[int](h, "SELECT count(DISTINCT worker) FROM handled"), "all of them work")

	kills := 5
	if testing.Short() {
		kills = 2
	}
	alive := append([]*worker(nil), crew...)
	for range kills {
		i := h.random.IntN(len(alive))
		h.write(60)
		h.work(h.random.IntN(4))
		t.Logf("%s is killed: its lanes moved after %s", alive[i].Name, h.takeOver(alive[i], alive[i].kill))
		hire()
		alive[i] = crew[len(crew)-1]
	}
	h.work(2)
	h.settle()
	h.prove(leasesWereKept, handledOnce)
}

// takeOver makes a worker vanish while others work, and returns how long it took until the last of its lanes
// had another holder. No more than the lease and a look at the table may pass; the rest is for slow machines.
func (h *house) takeOver(w *worker, vanish func()) time.Duration {
	h.tb.Helper()
	until(h.tb, w.Name+" has lanes", func() bool { return len(h.lanesOf(w)) > 0 })
	gone := h.now()
	vanish()
	lost := h.lanesOf(w)
	until(h.tb, fmt.Sprintf("%v have other holders", lost), func() bool {
		return ask[int](h, "SELECT count(*) FROM leases WHERE name = ANY($1) AND holder IS NOT NULL AND NOT starts_with(holder, $2)", lost, w.Name+"-") == len(lost)
	})
	if len(lost) == 0 {
		return 0
	}
	took := ask[time.Time](h, "SELECT max(at) FROM tenures WHERE lease = ANY($1)", lost).Sub(gone)
	require.Less(h.tb, took, 2*w.Lease+10*time.Second)
	return took
}
