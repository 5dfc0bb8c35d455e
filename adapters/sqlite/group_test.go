package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func TestGroupCommitsAllWaitingAppendsAtOnce(t *testing.T) {
	const n, loser = 20, 7
	s := newStored(t, Options{})
	s.append(account(loser), 0)
	before := s.writer.commits

	unlock := s.lock()
	results := s.start(n, func(i int) error {
		_, err := s.Append(t.Context(), one(account(i), 0))
		return err
	})
	s.waitForQueue(n)
	unlock()

	for i, err := range results() {
		if i == loser {
			var conflict *eventsourcing.Conflict
			require.ErrorAs(t, err, &conflict)
			require.Equal(t, eventsourcing.Conflict{Stream: account(loser), Expected: 0, Actual: 1}, *conflict)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, 1, s.count(account(i)))
	}
	require.Equal(t, 1, s.count(account(loser)))
	require.Equal(t, before+1, s.writer.commits, "one transaction for all")
}

func TestGroupUndoesEverythingOfARefusedAppend(t *testing.T) {
	s := newStored(t, Options{})
	_, err := s.Append(t.Context(), eventsourcing.Batch{Claims: []eventsourcing.Claim{{ClaimKey: phone("taken"), Owner: account(99)}}})
	require.NoError(t, err)

	unlock := s.lock()
	results := s.start(3, func(i int) error {
		batch := one(account(i), 0)
		batch.Claims = []eventsourcing.Claim{{ClaimKey: phone(fmt.Sprint(i)), Owner: account(i)}}
		if i == 1 {
			batch.Claims = append(batch.Claims, eventsourcing.Claim{ClaimKey: phone("taken"), Owner: account(i)})
		}
		_, err := s.Append(t.Context(), batch)
		return err
	})
	s.waitForQueue(3)
	unlock()

	errs := results()
	require.NoError(t, errs[0])
	require.NoError(t, errs[2])
	var claimed *eventsourcing.Claimed
	require.ErrorAs(t, errs[1], &claimed)
	require.Equal(t, account(99), claimed.Owner)
	for i, want := range []bool{true, false, true} {
		_, ok, err := s.Owner(t.Context(), phone(fmt.Sprint(i)), time.Time{})
		require.NoError(t, err)
		require.Equal(t, want, ok)
	}
	require.Zero(t, s.count(account(1)))
	page, err := s.Read(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, page.Records, 2)
	require.Equal(t, int64(2), page.Next, "the refused one leaves no hole")
}

// One that is refused after it has written takes the others with it, which are applied again.
func TestGroupAppliesTheOthersAgain(t *testing.T) {
	s := newStored(t, Options{})
	ended, end := context.WithCancel(t.Context())
	end()
	refusal := errors.New("refused")
	var ran []string
	writes := map[string]*write{}
	for name, refused := range map[string]error{"first": nil, "gone": nil, "early": refusal, "late": refusal, "next": nil} {
		w := &write{ctx: t.Context(), apply: func(c *conn) error {
			ran = append(ran, name)
			if name == "early" {
				return refused
			}
			_, err := c.exec("INSERT INTO snapshots (stream, version, schema) VALUES (?, 1, 1)", name)
			return errors.Join(err, refused)
		}}
		if name == "gone" {
			w.ctx = ended
		}
		writes[name] = w
	}
	before := s.writer.commits
	require.NoError(t, s.writer.begin(t.Context()))
	s.writer.queue = []*write{writes["first"], writes["gone"], writes["early"], writes["late"], writes["next"]}
	led, err := s.writer.transact()
	require.NoError(t, err)
	require.Len(t, led, 4)
	require.Equal(t, []string{"first", "early", "late", "first", "early", "late"}, ran)
	require.NoError(t, writes["first"].err)
	require.ErrorIs(t, writes["gone"].err, context.Canceled)
	require.ErrorIs(t, writes["early"].err, refusal)
	require.ErrorIs(t, writes["late"].err, refusal)
	require.Equal(t, before+1, s.writer.commits)

	require.NoError(t, s.writer.begin(t.Context()))
	_, err = s.writer.transact()
	require.NoError(t, err)
	var kept []string
	require.NoError(t, s.writer.conn.each(func(row []driver.Value) bool {
		kept = append(kept, text(row[0]))
		return true
	}, "SELECT stream FROM snapshots ORDER BY stream"))
	require.Equal(t, []string{"first", "next"}, kept)
}

// A statement that fails may have cost the transaction, also one that only reads: nothing is written outside of it.
func TestAGroupWhoseTransactionIsLostBeginsAnother(t *testing.T) {
	s := newStored(t, Options{})
	insert := func(name string) func(*conn) error {
		return func(c *conn) error {
			_, err := c.exec("INSERT INTO snapshots (stream, version, schema) VALUES (?, 1, 1)", name)
			return err
		}
	}
	lost := &write{ctx: t.Context(), apply: func(c *conn) error {
		// As SQLite itself does when a read fails for want of memory or of the disk.
		raw, _ := c.raw.(driver.ExecerContext)
		if _, err := raw.ExecContext(t.Context(), "ROLLBACK", nil); err != nil {
			return err
		}
		_, err := c.first("SELECT abs(-9223372036854775808)")
		return err
	}}
	first, last := &write{ctx: t.Context(), apply: insert("first")}, &write{ctx: t.Context(), apply: insert("last")}
	require.NoError(t, s.writer.begin(t.Context()))
	s.writer.queue = []*write{first, lost, last}
	led, err := s.writer.transact()
	require.Error(t, err, "the transaction was lost the second time as well")
	require.Equal(t, []*write{first, lost}, led)
	row, err := s.writer.conn.first("SELECT count(*) FROM snapshots")
	require.NoError(t, err)
	require.Zero(t, integer(row[0]))
}

func TestGroupIsNoLargerThanItsSize(t *testing.T) {
	s := newStored(t, Options{Group: 2})
	before := s.writer.commits
	unlock := s.lock()
	results := s.start(5, func(i int) error {
		_, err := s.Append(t.Context(), one(account(i), 0))
		return err
	})
	s.waitForQueue(5)
	unlock()
	require.NoError(t, errors.Join(results()...))
	require.Equal(t, before+3, s.writer.commits)
}

func TestAnAppendWhoseContextEndsWhileItWaitsHasNotHappened(t *testing.T) {
	s := newStored(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	unlock := s.lock()
	leader := s.start(1, func(int) error {
		_, err := s.Append(t.Context(), one(account(0), 0))
		return err
	})
	s.waitForQueue(1)
	follower := s.start(1, func(int) error {
		_, err := s.Append(ctx, one(account(1), 0))
		return err
	})
	s.waitForQueue(2)
	cancel()
	require.ErrorIs(t, follower()[0], context.Canceled, "it does not wait for its turn")
	unlock()
	require.NoError(t, leader()[0])
	require.Equal(t, 1, s.count(account(0)))
	require.Zero(t, s.count(account(1)))
}

func TestALeaderWhoseContextEndsHandsOver(t *testing.T) {
	s := newStored(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	unlock := s.lock()
	leader := s.start(1, func(int) error {
		_, err := s.Append(ctx, one(account(0), 0))
		return err
	})
	s.waitForQueue(1)
	followers := s.start(3, func(i int) error {
		_, err := s.Append(t.Context(), one(account(i+1), 0))
		return err
	})
	s.waitForQueue(4)
	cancel()
	require.ErrorIs(t, leader()[0], context.Canceled)
	unlock()
	require.NoError(t, errors.Join(followers()...))
	require.Zero(t, s.count(account(0)))
}

func TestAContextThatEndedBeforeItsTurnLeavesTheOthersAlone(t *testing.T) {
	s := newStored(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	ran := false
	first := &write{ctx: t.Context(), apply: func(*conn) error { cancel(); return nil }}
	second := &write{ctx: ctx, apply: func(*conn) error { ran = true; return nil }}
	require.NoError(t, s.writer.begin(t.Context()))
	s.writer.queue = []*write{first, second}
	led, err := s.writer.transact()
	require.NoError(t, err)
	require.Equal(t, []*write{first, second}, led)
	require.NoError(t, first.err)
	require.ErrorIs(t, second.err, context.Canceled)
	require.False(t, ran)
}

func TestWritersOfAnotherProcessAreWaitedForOnlySoLong(t *testing.T) {
	s := newStored(t, Options{BusyTimeout: time.Millisecond})
	unlock := s.lock()
	_, err := s.Append(t.Context(), one(account(0), 0))
	requireTransient(t, err)
	unlock()
	s.append(account(0), 0)
}

func TestAFailedCommitIsTheOutcomeOfTheWholeGroup(t *testing.T) {
	s := newStored(t, Options{})
	require.NoError(t, s.writer.conn.script(`PRAGMA foreign_keys = on;
		CREATE TABLE parent (id INTEGER PRIMARY KEY);
		CREATE TABLE child (parent REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)`))
	unlock := s.lock()
	results := s.start(4, func(i int) error {
		if i == 2 {
			return s.write(t.Context(), func(c *conn) error {
				_, err := c.exec("INSERT INTO child VALUES (1)")
				return err
			})
		}
		_, err := s.Append(t.Context(), one(account(i), 0))
		return err
	})
	s.waitForQueue(4)
	unlock()
	for i, err := range results() {
		require.Error(t, err)
		require.NotErrorIs(t, err, fault.Conflict)
		require.NotErrorIs(t, err, fault.InDoubt, "refused before anything was written")
		require.Zero(t, s.count(account(i)))
	}
	s.append(account(0), 0)
}

func TestAppendsUnderLoadShareTransactions(t *testing.T) {
	const writers, each = 8, 40
	s := newStored(t, Options{})
	before := s.writer.commits
	results := s.start(writers, func(i int) error {
		for version := range int64(each) {
			if _, err := s.Append(t.Context(), one(account(i), version)); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, errors.Join(results()...))
	commits := s.writer.commits - before
	t.Logf("%d appends in %d transactions", writers*each, commits)
	require.Less(t, commits, writers*each)
}

// stored is a store whose file can be locked from outside, as another process would.
type stored struct {
	*Store
	t    *testing.T
	path string
}

func newStored(t *testing.T, options Options) *stored {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kabinet.db")
	s, err := Open(t.Context(), path, options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return &stored{s, t, path}
}

func (s *stored) lock() (unlock func()) {
	s.t.Helper()
	other, err := connect(s.t.Context(), s.path, url.Values{"mode": {"rw"}})
	require.NoError(s.t, err)
	require.NoError(s.t, other.script("BEGIN IMMEDIATE"))
	var once sync.Once
	unlock = func() { once.Do(func() { require.NoError(s.t, other.close()) }) }
	s.t.Cleanup(unlock)
	return unlock
}

// start runs n calls at once; results waits for them.
func (s *stored) start(n int, call func(i int) error) (results func() []error) {
	var running sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		running.Go(func() { errs[i] = call(i) })
	}
	return func() []error {
		running.Wait()
		return errs
	}
}

func (s *stored) waitForQueue(n int) {
	for waiting := 0; waiting != n; runtime.Gosched() {
		s.writer.mu.Lock()
		waiting = len(s.writer.queue)
		s.writer.mu.Unlock()
	}
}

func (s *stored) append(stream eventsourcing.Stream, expected int64) {
	s.t.Helper()
	_, err := s.Append(s.t.Context(), one(stream, expected))
	require.NoError(s.t, err)
}

func (s *stored) count(stream eventsourcing.Stream) (n int) {
	s.t.Helper()
	for record, err := range s.Load(s.t.Context(), stream, 0) {
		require.NoError(s.t, err)
		n++
		require.Equal(s.t, int64(n), record.Version)
	}
	return n
}

func account(i int) eventsourcing.Stream {
	return eventsourcing.Stream{Category: "account", ID: fmt.Sprintf("%04d", i)}
}

func phone(index string) eventsourcing.ClaimKey {
	return eventsourcing.ClaimKey{Kind: "phone", Index: index}
}

// one is a batch of one event.
func one(stream eventsourcing.Stream, expected int64) eventsourcing.Batch {
	return eventsourcing.Batch{Streams: []eventsourcing.Append{{Stream: stream, Expected: expected, Records: []eventsourcing.Record{
		{ID: fmt.Sprintf("%s-%d", stream.ID, expected+1), Type: "test.happened", Schema: 1, Time: time.Unix(1767225600, 0), Data: []byte("{}")},
	}}}}
}

func requireTransient(t *testing.T, err error) {
	t.Helper()
	require.ErrorIs(t, err, fault.Transient)
	require.NotErrorIs(t, err, fault.Permanent)
	require.NotErrorIs(t, err, fault.InDoubt)
}
