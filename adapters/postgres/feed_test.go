package postgres

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

func TestAHoleIsPassedWhenItsAppenderIsGone(t *testing.T) {
	for _, end := range []string{"COMMIT", "ROLLBACK"} {
		for _, categories := range [][]string{nil, {"account"}} {
			t.Run(fmt.Sprintf("%s, categories %v", end, categories), func(t *testing.T) {
				s := newStored(t, Options{})
				s.insert(s.pool, "account/1", 2)
				slow := s.begin()
				s.insert(slow, "account/2", 3)
				s.insert(s.pool, "account/3", 2)

				page := s.page(0, 10, categories...)
				require.Equal(t, []int64{1, 2}, positions(page))
				require.Equal(t, int64(2), page.Next)
				require.True(t, page.Pending)
				page = s.page(2, 10, categories...)
				require.Empty(t, page.Records)
				require.Equal(t, int64(2), page.Next)
				require.True(t, page.Pending)

				s.execute(slow, end)
				page = s.page(2, 10, categories...)
				require.False(t, page.Pending)
				require.Equal(t, int64(7), page.Next)
				if end == "COMMIT" {
					require.Equal(t, []int64{3, 4, 5, 6, 7}, positions(page))
				} else {
					require.Equal(t, []int64{6, 7}, positions(page))
				}
			})
		}
	}
}

func TestAHoleOfAnotherCategoryHoldsTheFeedUpToo(t *testing.T) {
	s := newStored(t, Options{})
	slow := s.begin()
	s.insert(slow, "message/1", 1)
	s.insert(s.pool, "account/1", 1)
	page := s.page(0, 10, "account")
	require.Empty(t, page.Records)
	require.Zero(t, page.Next)
	require.True(t, page.Pending)
	s.execute(slow, "COMMIT")
	require.Equal(t, []int64{2}, positions(s.page(0, 10, "account")))
}

func TestAReaderFurtherOnSettlesNothingForTheOthers(t *testing.T) {
	s := newStored(t, Options{})
	slow := s.begin()
	s.insert(slow, "account/1", 1)
	s.insert(s.pool, "account/2", 2)
	require.Equal(t, []int64{2, 3}, positions(s.page(1, 10)))
	page := s.page(0, 10)
	require.Empty(t, page.Records)
	require.True(t, page.Pending)
	s.execute(slow, "COMMIT")
	require.Equal(t, []int64{1, 2, 3}, positions(s.page(0, 10)))
}

// Those who came after a look may still be appending, and so may their successors for ever.
func TestAHoleDoesNotWaitForLaterAppenders(t *testing.T) {
	s := newStored(t, Options{})
	first := s.begin()
	s.insert(first, "account/1", 1)
	s.insert(s.pool, "account/2", 1)
	require.True(t, s.page(0, 10).Pending)
	second := s.begin()
	s.insert(second, "account/3", 1)
	s.execute(first, "ROLLBACK")
	page := s.page(0, 10)
	require.Equal(t, []int64{2}, positions(page))
	require.False(t, page.Pending, "nothing was committed beyond 2")
	s.insert(s.pool, "account/4", 1)
	page = s.page(2, 10)
	require.Empty(t, page.Records)
	require.True(t, page.Pending)
	s.execute(second, "COMMIT")
	require.Equal(t, []int64{3, 4}, positions(s.page(2, 10)))
}

func TestALongTransactionElsewhereHoldsNothingUp(t *testing.T) {
	s := newStored(t, Options{})
	long := s.begin()
	s.execute(long, "SELECT pg_current_xact_id()")
	s.execute(long, "INSERT INTO kabinet.checkpoints VALUES ('elsewhere', 0, 1, 0)")
	rolledBack := s.begin()
	s.insert(rolledBack, "account/1", 1)
	s.execute(rolledBack, "ROLLBACK")
	s.insert(s.pool, "account/2", 1)
	page := s.page(0, 10)
	require.Equal(t, []int64{2}, positions(page))
	require.False(t, page.Pending)
}

// A transaction that appends inside a savepoint and goes back to it holds no lock any more, and no position.
func TestASavepointRolledBackLeavesAHoleThatIsPassed(t *testing.T) {
	s := newStored(t, Options{})
	tx := s.begin()
	s.execute(tx, "SAVEPOINT s")
	s.insert(tx, "account/1", 1)
	s.execute(tx, "ROLLBACK TO s")
	s.insert(s.pool, "account/2", 1)
	require.Equal(t, []int64{2}, positions(s.page(0, 10)))
	s.insert(tx, "account/1", 1)
	s.insert(s.pool, "account/3", 1)
	require.True(t, s.page(2, 10).Pending)
	s.execute(tx, "COMMIT")
	require.Equal(t, []int64{3, 4}, positions(s.page(2, 10)))
}

// After a crash the sequence may go back to the last event that was committed.
func TestTheFeedDoesNotMoveBeyondTheLastEvent(t *testing.T) {
	s := newStored(t, Options{})
	s.insert(s.pool, "account/1", 1)
	for _, count := range []int{1, 5} { // before the last event, and after it
		rolledBack := s.begin()
		s.insert(rolledBack, "account/2", count)
		s.execute(rolledBack, "ROLLBACK")
		if count == 1 {
			s.insert(s.pool, "account/1", 1)
		}
	}
	for _, categories := range [][]string{nil, {"account"}, {"message"}} {
		require.Equal(t, int64(3), s.page(0, 10, categories...).Next)
		require.Equal(t, int64(3), s.page(3, 10, categories...).Next)
	}
	require.Equal(t, int64(3), s.horizon.now())
	s.execute(s.pool, "SELECT setval('kabinet.events_position', 3)")
	slow := s.begin()
	s.insert(slow, "account/2", 1)
	s.insert(s.pool, "account/3", 1)
	require.True(t, s.page(3, 10).Pending)
	s.execute(slow, "COMMIT")
	require.Equal(t, []int64{4, 5}, positions(s.page(3, 10)))
}

func TestOldHolesArePassedWithOneLook(t *testing.T) {
	for _, categories := range [][]string{nil, {"account"}} {
		s := newStored(t, Options{})
		s.insert(s.pool, "account/1", 2000)
		s.execute(s.pool, "DELETE FROM kabinet.events WHERE position % 3 = 0")
		position, pages := int64(0), 0
		for position < 2000 {
			page := s.page(position, 100, categories...)
			require.False(t, page.Pending)
			position = page.Next
			pages++
		}
		require.LessOrEqual(t, pages, 15)
		require.Equal(t, int64(1), s.horizon.looks)
	}
}

func TestRareCategoriesAreFoundInAnyDistance(t *testing.T) {
	s := newStored(t, Options{})
	s.insert(s.pool, "rare/1", 1)
	s.insert(s.pool, "account/1", 2*scanned)
	s.insert(s.pool, "rare/2", 1)
	s.insert(s.pool, "account/2", scanned/2)
	head := int64(2*scanned + scanned/2 + 2)

	for range 2 { // with the horizon still to be found, and with it at the end
		page := s.page(0, 10, "rare")
		require.Equal(t, []int64{1, 2*scanned + 2}, positions(page))
		require.Equal(t, head, page.Next, "everything up to there has been seen")
	}
	page := s.page(0, 1, "rare")
	require.Equal(t, []int64{1}, positions(page))
	require.Equal(t, int64(1), page.Next)
	require.Equal(t, []int64{2*scanned + 2}, positions(s.page(1, 1, "missing", "rare")))
	page = s.page(0, 1, "missing")
	require.Empty(t, page.Records)
	require.Equal(t, head, page.Next)
	piece := reader{querier: s.pool, store: s.Store, limit: 1, categories: []string{"missing"}}
	require.NoError(t, piece.readSettled(t.Context(), head))
	require.Equal(t, int64(scanned), piece.page.Next, "with one statement")
	page = s.page(head+5, 1, "rare")
	require.Empty(t, page.Records)
	require.Equal(t, head+5, page.Next)
}

func TestAFeedWithoutHolesTakesNoLook(t *testing.T) {
	s := newStored(t, Options{})
	s.insert(s.pool, "account/1", 50)
	for position := int64(0); position < 50; {
		page := s.page(position, 7)
		require.Len(t, page.Records, int(min(7, 50-position)))
		position = page.Next
	}
	require.Zero(t, s.horizon.looks)
	require.Equal(t, int64(50), s.horizon.now(), "who has seen it all knows that it is settled")
	s.insert(s.pool, "message/1", 5)
	require.Equal(t, []int64{51, 52, 53, 54, 55}, positions(s.page(0, 10, "message")))
	require.Zero(t, s.horizon.looks)
}

func TestOneStatementGoesOverAPieceOfTheLog(t *testing.T) {
	for _, partitions := range []int{1, 4} {
		s := newStored(t, Options{Partitions: partitions})
		for stream := range 8 {
			s.insert(s.pool, fmt.Sprintf("account/%d", stream), 3*scanned/8)
		}
		for _, analyzed := range []bool{false, true} {
			if analyzed {
				s.execute(s.pool, "ANALYZE kabinet.events")
			}
			for _, statement := range []string{
				"PREPARE p (bigint, bigint) AS " + readAll + "; EXPLAIN EXECUTE p (0, 256)",
				"PREPARE p (bigint, bigint, text[]) AS " + readHead + "; EXPLAIN EXECUTE p (0, 256, '{account}')",
				"PREPARE p (bigint, bigint, bigint, text[]) AS " + readSettled + "; EXPLAIN EXECUTE p (0, 256, 10000, '{account}')",
				"EXPLAIN " + greatest,
			} {
				plan := s.plan(statement)
				require.Contains(t, plan, "position", statement)
				require.NotContains(t, plan, "Seq Scan", statement)
				require.NotContains(t, plan, "->  Sort", statement)
			}
		}
	}
}

// Behind a pooler nothing is prepared, and types are guessed.
func TestTheReadSideNeedsNoPreparedStatements(t *testing.T) {
	store, err := Open(t.Context(), postgrestest.Connection(t)+"&pool_max_conns=10&default_query_exec_mode=exec", Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	s := stored{store, t}
	s.insert(s.pool, "account/1", 3)
	s.execute(s.pool, "DELETE FROM kabinet.events WHERE position = 2")
	for _, categories := range [][]string{nil, {"account"}} {
		require.Equal(t, []int64{1, 3}, positions(s.page(0, 10, categories...)))
	}
	account := eventsourcing.Stream{Category: "account", ID: "1"}
	lease, ok := s.acquire("l", "me", 0, time.Hour)
	require.True(t, ok)
	fence := eventsourcing.Fence{Lease: "l", Token: lease.Token}
	require.NoError(t, s.SaveCheckpoints(t.Context(), "g", eventsourcing.Checkpoint{Lane: 1, Lanes: 2, Position: 3, Fence: fence}))
	require.NoError(t, s.Park(t.Context(), eventsourcing.Parked{Group: "g", Stream: account, Since: time.Now()}, fence))
	require.NoError(t, s.Unpark(t.Context(), "g", account, fence))
	held, err := s.Held(t.Context(), "l", time.Now())
	require.NoError(t, err)
	require.Equal(t, []eventsourcing.Lease{lease}, held)
	due, err := s.Due(t.Context(), time.Now(), 1)
	require.NoError(t, err)
	require.Empty(t, due)
	ok, err = s.Postpone(t.Context(), eventsourcing.Timer{TimerKey: eventsourcing.TimerKey{Stream: account, Name: "t"}, Due: time.Now()}, time.Now())
	require.NoError(t, err)
	require.False(t, ok)
}

// stored is a store with what a test needs to append by hand, as other processes would.
type stored struct {
	*Store
	t *testing.T
}

func newStored(t *testing.T, options Options) stored {
	t.Helper()
	store, err := Open(t.Context(), postgrestest.Connection(t)+"&pool_max_conns=10", options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return stored{store, t}
}

type executor interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func (s stored) execute(on executor, statement string, args ...any) {
	s.t.Helper()
	rows, err := on.Query(s.t.Context(), s.sql(statement), args...)
	require.NoError(s.t, err)
	rows.Close()
	require.NoError(s.t, rows.Err())
}

// begin begins a transaction that lasts until the test ends it.
func (s stored) begin() pgx.Tx {
	s.t.Helper()
	tx, err := s.pool.Begin(s.t.Context())
	require.NoError(s.t, err)
	s.t.Cleanup(func() { _ = tx.Rollback(context.Background()) }) // ended already
	return tx
}

// insert adds events to a stream without asking anybody.
func (s stored) insert(on executor, stream string, count int) {
	s.t.Helper()
	s.execute(on, `INSERT INTO kabinet.events (category, id, version, event, type, schema, time)
		SELECT split_part($1::text, '/', 1), split_part($1::text, '/', 2),
			(SELECT count(*) FROM kabinet.events WHERE category || '/' || id = $1::text) + n, 'event', 'test.happened', 1, now()
		FROM generate_series(1, $2::bigint) AS n`, stream, count)
}

func (s stored) page(after int64, limit int, categories ...string) eventsourcing.Page {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	page, err := s.Read(ctx, after, limit, categories...)
	require.NoError(s.t, err)
	return page
}

func positions(page eventsourcing.Page) []int64 {
	positions := make([]int64, 0, len(page.Records))
	for _, record := range page.Records {
		positions = append(positions, record.Position)
	}
	return positions
}

// plan runs statements on a connection of their own and returns what the last of them says, line by line.
func (s stored) plan(statements string) string {
	s.t.Helper()
	conn, err := pgx.ConnectConfig(s.t.Context(), s.pool.Config().ConnConfig)
	require.NoError(s.t, err)
	defer func() { require.NoError(s.t, conn.Close(s.t.Context())) }()
	results, err := conn.PgConn().Exec(s.t.Context(), "SET plan_cache_mode = force_generic_plan; "+s.sql(statements)).ReadAll()
	require.NoError(s.t, err)
	var plan strings.Builder
	for _, row := range results[len(results)-1].Rows {
		plan.Write(row[0])
		plan.WriteByte('\n')
	}
	return plan.String()
}
