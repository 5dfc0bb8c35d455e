package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
)

// A worker that the server does not hear of any more loses its lanes; when it is heard of again it notices,
// and works other lanes. Of what it had in hand nothing is lost or doubled.
func TestAWorkerCutOffLosesItsLanes(t *testing.T) {
	for name, whole := range map[string]bool{"connections go on": true, "connections stay silent": false} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, postgrestest.Connection(t))
			line, connection := layCable(t, h.connection)
			distant := handlerOrder("far")
			// A dead connection takes up a place in the pool, one begun meanwhile until connect_timeout is over, an
			// older one for 15 s: there must be more places.
			distant.Connection = connection + "&connect_timeout=1&pool_max_conns=16"
			far, near := h.start(distant), h.start(handlerOrder("near"))
			until(t, "both have lanes", func() bool { return len(h.lanesOf(far)) == lanes/2 && len(h.lanesOf(near)) == lanes/2 })
			h.work(3)
			h.write(60)
			t.Logf("cut off: its lanes moved after %s", h.takeOver(far, line.cut))
			h.work(3)
			h.settle()
			require.Len(t, h.lanesOf(near), lanes)

			line.heal(whole)
			h.backAtWork(far)
		})
	}
}
