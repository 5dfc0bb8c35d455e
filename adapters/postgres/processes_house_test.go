package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/oklog/ulid/v2"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Everything that matters is numbered from one sequence: rows of hosts while they hold the fence, changes of
// leases while the lease is locked. So the numbers tell which of them came first.
const houseTables = `
CREATE SEQUENCE happened;
CREATE TABLE handled (
	seq bigint DEFAULT nextval('happened'), at timestamptz DEFAULT clock_timestamp(),
	event text, stream text, version bigint, worker text, lane text, token bigint);
CREATE INDEX ON handled (event);
CREATE TABLE published (
	seq bigint DEFAULT nextval('happened'), event text, stream text, version bigint, worker text, token bigint);
CREATE TABLE rung (
	seq bigint DEFAULT nextval('happened'), timer text, early boolean, worker text);
CREATE TABLE outbox (
	seq bigint DEFAULT nextval('happened'), message text, recipient text, worker text);
CREATE TABLE tenures (
	seq bigint DEFAULT nextval('happened'), at timestamptz DEFAULT clock_timestamp(),
	lease text, token bigint, holder text, taken_from text, ran_out timestamptz);
CREATE FUNCTION note_tenure() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		INSERT INTO tenures (lease, token, holder) VALUES (NEW.name, NEW.token, NEW.holder);
	ELSIF NEW.token <> OLD.token OR NEW.holder <> coalesce(OLD.holder, '') THEN
		INSERT INTO tenures (lease, token, holder, taken_from, ran_out) VALUES (NEW.name, NEW.token, NEW.holder, OLD.holder, OLD.expires);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER note_tenure AFTER INSERT OR UPDATE ON leases FOR EACH ROW EXECUTE FUNCTION note_tenure();
CREATE TABLE sent (seq bigint DEFAULT nextval('happened'), message text);
CREATE FUNCTION note_sent() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
	INSERT INTO sent (message) VALUES (NEW.id);
	RETURN NULL;
END $$;
CREATE TRIGGER note_sent AFTER INSERT ON events FOR EACH ROW
	WHEN (NEW.type = 'notification.message-sent') EXECUTE FUNCTION note_sent();
`

// house is the database the workers of a test share, and who writes to it.
type house struct {
	tb         testing.TB
	connection string
	store      *postgres.Store
	pool       *pgxpool.Pool
	random     *rand.Rand
	written    int
}

// houseSeed names the seed of an earlier run, to have the same again.
const houseSeed = "KABINET_PROCESSES_SEED"

func newHouse(tb testing.TB, connection string) *house {
	tb.Helper()
	seed := rand.Uint64()
	if text := os.Getenv(houseSeed); text != "" {
		var err error
		seed, err = strconv.ParseUint(text, 10, 64)
		require.NoError(tb, err)
	}
	tb.Logf("%s=%d", houseSeed, seed)
	h := &house{tb: tb, connection: connection, random: rand.New(rand.NewPCG(seed, 0))}
	var err error
	h.store, err = postgres.Open(tb.Context(), connection, postgres.Options{})
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = h.store.Close() })
	h.pool, err = pgxpool.New(tb.Context(), connection)
	require.NoError(tb, err)
	tb.Cleanup(h.pool.Close)
	_, err = h.pool.Exec(tb.Context(), houseTables)
	require.NoError(tb, err)
	return h
}

// start starts a worker in the house and waits until it works. Its two pools are small, for there are many.
func (h *house) start(o order) *worker {
	h.tb.Helper()
	if o.Connection == "" {
		o.Connection = h.connection + "&pool_max_conns=4"
	}
	w := startWorker(h.tb, o)
	w.hear("ready")
	return w
}

const streams = 48

// write appends so many events to random streams, from three writers side by side.
func (h *house) write(events int) {
	h.tb.Helper()
	const writers = 3
	var writing sync.WaitGroup
	for i := range writers {
		random := rand.New(rand.NewPCG(h.random.Uint64(), 0))
		share := events / writers
		if i == 0 {
			share = events - (writers-1)*share
		}
		writing.Go(func() {
			for share > 0 {
				stream := eventsourcing.Stream{Category: category, ID: fmt.Sprint(random.IntN(streams/writers)*writers + i)}
				records := someRecords(min(share, 1+random.IntN(3)))
				share -= len(records)
				_, err := h.store.Append(h.tb.Context(), eventsourcing.Batch{Now: time.Now(), Streams: []eventsourcing.Append{
					{Stream: stream, Expected: eventsourcing.AnyVersion, Records: records},
				}})
				if err != nil {
					h.tb.Errorf("writing: %v", err)
					return
				}
			}
		})
	}
	writing.Wait()
	if h.tb.Failed() {
		h.tb.FailNow()
	}
	h.written += events
}

func someRecords(n int) []eventsourcing.Record {
	records := make([]eventsourcing.Record, n)
	for i := range records {
		records[i] = eventsourcing.Record{
			ID: ulid.Make().String(), Type: "parcel.moved", Schema: 1, Time: time.Now(), Data: []byte(`{"to":"next"}`),
		}
	}
	return records
}

// ask returns the first column of the first row of a query.
func ask[T any](h *house, query string, args ...any) T {
	h.tb.Helper()
	answers := askAll[T](h, query, args...)
	require.NotEmpty(h.tb, answers, query)
	return answers[0]
}

// askAll returns the only column of a query.
func askAll[T any](h *house, query string, args ...any) []T {
	h.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	rows, err := h.pool.Query(ctx, query, args...)
	require.NoError(h.tb, err)
	answers, err := pgx.CollectRows(rows, pgx.RowTo[T])
	require.NoError(h.tb, err)
	return answers
}

// now is the server's clock.
func (h *house) now() time.Time {
	h.tb.Helper()
	return ask[time.Time](h, "SELECT clock_timestamp()")
}

// handled is how many rows the workers have committed.
func (h *house) handled() int {
	h.tb.Helper()
	return ask[int](h, "SELECT count(*) FROM handled")
}

// lanesOf returns the leases of lanes that a worker has at present.
func (h *house) lanesOf(w *worker) []string {
	h.tb.Helper()
	return askAll[string](h, "SELECT name FROM leases WHERE name LIKE '%/lane/%' AND starts_with(holder, $1) AND expires > clock_timestamp()", w.Name+"-")
}

// work writes rounds of events and waits until most of them are handled, until so many rounds are over.
func (h *house) work(rounds int) {
	h.tb.Helper()
	for range rounds {
		h.write(30)
		until(h.tb, "the workers keep up", func() bool { return h.handled() > h.written-60 })
	}
}

// settle waits until everything is handled, and shows what is not.
func (h *house) settle() {
	h.tb.Helper()
	all := func() bool { return ask[int](h, "SELECT count(DISTINCT event) FROM handled") >= h.written }
	if !within(patience, all) {
		h.prove(leasesWereKept, handledOnce)
		h.tb.Fatalf("not all of %d events were handled", h.written)
	}
}

// backAtWork waits until the worker handles events again, and proves that all is well.
func (h *house) backAtWork(w *worker) {
	h.tb.Helper()
	since := ask[int64](h, "SELECT nextval('happened')")
	until(h.tb, w.Name+" handles events again", func() bool {
		h.write(30)
		h.settle()
		return ask[bool](h, "SELECT EXISTS (SELECT FROM handled WHERE worker = $1 AND seq > $2)", w.Name, since)
	})
	h.prove(leasesWereKept, handledOnce)
}

// findings are queries that must find nothing.
type findings map[string]string

// leasesWereKept says that no lease changed hands before it had ended.
var leasesWereKept = findings{
	"a lease was taken from a holder that still had it": `
		SELECT format('%s from %s by %s, %s too early', lease, taken_from, holder, ran_out - at)
		FROM tenures WHERE taken_from IS NOT NULL AND at < ran_out`,
	"a token did not grow": `
		SELECT format('%s: %s after %s', lease, token, before) FROM (
			SELECT lease, token, lag(token) OVER (PARTITION BY lease ORDER BY seq) AS before FROM tenures) t
		WHERE token <= before`,
}

// handledOnce says that every event was handled by exactly one transaction, in its stream's order, by the one
// worker that had the lane.
var handledOnce = findings{
	"left out": `
		SELECT format('%s of %s/%s', event, category, id) FROM events WHERE category = '` + category + `'
		AND NOT EXISTS (SELECT FROM handled h WHERE h.event = events.event)`,
	"handled twice": `
		SELECT format('%s of %s by %s', event, stream, string_agg(format('%s under %s', worker, token), ', ' ORDER BY seq))
		FROM handled GROUP BY event, stream HAVING count(*) > 1`,
	"out of turn": `
		SELECT format('%s %s is the %sth (by %s)', stream, version, turn, worker) FROM (
			SELECT *, row_number() OVER (PARTITION BY stream ORDER BY seq) AS turn FROM handled) h
		WHERE version <> turn`,
	"committed under a token that was not the current one": `
		SELECT format('%s %s by %s under %s, when %s was the token of %s', stream, version, worker, token, current, lane) FROM (
			SELECT h.*, (SELECT t.token FROM tenures t WHERE t.lease = h.lane AND t.seq < h.seq ORDER BY t.seq DESC LIMIT 1) AS current
			FROM handled h) h
		WHERE token IS DISTINCT FROM current`,
}

// prove checks that the database shows nothing of the kind.
func (h *house) prove(all ...findings) {
	h.tb.Helper()
	for _, some := range all {
		for finding, query := range some {
			if found := askAll[string](h, query); len(found) > 0 {
				h.tb.Errorf("%s, %d times, the first: %q", finding, len(found), found[:min(len(found), 10)])
			}
		}
	}
}
