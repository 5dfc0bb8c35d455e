package postgres_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
)

// Two whole portals over one store: people register at both, and one is killed just when a gateway has taken a
// message and before that is noted. Everybody who was told that a code is on its way gets it. What package
// notification promises of repeated messages: only one in hand at the crash is sent again, never one whose
// success is noted.
func TestAPortalKilledWhileSendingLeavesNobodyOut(t *testing.T) {
	h := newHouse(t, postgrestest.Connection(t))
	keys := filepath.Join(t.TempDir(), "keys.json")
	begin := func(name string) *worker {
		return h.start(order{Role: "portal", Name: name, Lease: shortLease, Poll: shortPoll, Keys: keys, Checkpoint: time.Hour})
	}
	first, second := begin("first"), begin("second")
	people := 0
	register := func(at *worker, n int) {
		for range n {
			people++
			contact := fmt.Sprintf("+7916%07d", people)
			if people%2 == 0 {
				contact = fmt.Sprintf("person%d@example.ru", people)
			}
			at.tell("register " + contact)
		}
	}
	expected := func() int { return first.count("registered") + second.count("registered") }
	served := func() int { return ask[int](h, "SELECT count(DISTINCT recipient) FROM outbox") }
	register(first, 20)
	register(second, 20)
	until(t, "everybody has a message", func() bool { return expected() == 40 && served() == 40 })
	require.Equal(t, 2, ask[int](h, "SELECT count(DISTINCT worker) FROM outbox"), "both send")

	first.tell("pause taken")
	register(first, 30)
	register(second, 30)
	taken := first.hear("paused")[0]
	first.kill()
	third := begin("third")
	until(t, "the two that live share all lanes", func() bool {
		return ask[string](h, `SELECT format('%s %s', count(DISTINCT m.name), count(*)) FROM leases l
			JOIN leases m ON m.name = 'feed/notification/all/member/' || l.holder AND m.expires > clock_timestamp()
			WHERE l.name LIKE 'feed/notification/all/lane/%' AND l.expires > clock_timestamp()`) == "2 8"
	})
	register(third, 40) // they are served behind all that comes again
	until(t, "everybody is registered", func() bool { return second.count("registered") == 50 && third.count("registered") == 40 })
	told := map[string]bool{}
	for _, w := range []*worker{first, second, third} {
		require.Zero(t, w.count("refused"))
		for _, line := range w.last(1000) {
			if contact, ok := strings.CutPrefix(line, "registered "); ok {
				told[strings.TrimSpace(contact)] = true
			}
		}
	}
	until(t, "everybody who was told so has a message", func() bool {
		return ask[int](h, "SELECT count(*) FROM unnest($1::text[]) r WHERE NOT EXISTS (SELECT FROM outbox WHERE recipient = r)", contacts(told)) == 0
	})
	until(t, "no message waits", func() bool {
		return ask[int](h, "SELECT count(*) FROM events e WHERE type = 'notification.message-queued' AND NOT EXISTS (SELECT FROM sent WHERE message = e.id)") == 0
	})

	require.Equal(t, 2, ask[int](h, "SELECT count(*) FROM outbox WHERE message = $1", taken), "what was in hand is sent again")
	h.prove(leasesWereKept, findings{
		"sent again without need": `
			SELECT format('%s by %s', message, workers) FROM (
				SELECT message, array_agg(worker ORDER BY seq) AS workers FROM outbox GROUP BY message) o
			WHERE cardinality(workers) > 1 AND NOT (cardinality(workers) = 2 AND workers[1] = 'first' AND workers[2] <> 'first')`,
		"sent again after success": `
			SELECT message FROM outbox o WHERE EXISTS (SELECT FROM sent s WHERE s.message = o.message AND s.seq < o.seq)`,
		"succeeded twice":            "SELECT message FROM sent GROUP BY message HAVING count(*) > 1",
		"a message nobody asked for": "SELECT recipient FROM outbox GROUP BY recipient HAVING count(DISTINCT message) > 1",
	})
	t.Logf("%d messages to %d people, %d of them sent again", ask[int](h, "SELECT count(*) FROM outbox"), served(),
		ask[int](h, "SELECT count(*) - count(DISTINCT message) FROM outbox"))
}

func contacts(told map[string]bool) (all []string) {
	for contact := range told {
		all = append(all, contact)
	}
	return all
}
