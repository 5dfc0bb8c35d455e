package sqlite

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	modernc "modernc.org/sqlite"
)

// group is group commit: the writes waiting at one moment share a transaction and so a single sync of
// the disk. There is no goroutine behind it. The first to come leads: it begins the transaction,
// applies every write that waits, commits, and hands the lead to the first of those that came
// meanwhile. So nobody leads more than the transaction of its own write.
//
//	A ── begin ─ A ─ commit ─┐
//	B ── waits ──────────────┴─ begin ─ B C D ─ commit ─┐
//	C ── waits ─────────────────────────────────────────┤
//	D ── waits ─────────────────────────────────────────┘
type group struct {
	conn     *conn
	size     int
	patience time.Duration

	mu    sync.Mutex
	queue []*write
	led   bool

	// commits counts the transactions; the leader alone touches it.
	commits int
}

type write struct {
	ctx   context.Context
	apply func(*conn) error
	err   error
	// begun: apply was run, so the context does not count any more.
	begun bool
	// turn ends the waiting: with true to lead, with false because err is the outcome.
	turn  chan bool
	leads bool
}

// do has apply run inside a transaction and returns when that is durable. An error of apply undoes
// what it wrote and nothing else. Once apply has begun, do returns its outcome even if the context ends.
// It may run twice, the first time in vain.
func (g *group) do(ctx context.Context, apply func(*conn) error) error {
	w := &write{ctx: ctx, apply: apply, turn: make(chan bool, 1)}
	if g.join(w) || g.await(w) {
		g.lead(w)
	}
	return w.err
}

func (g *group) join(w *write) (leads bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.queue = append(g.queue, w)
	w.leads, g.led = !g.led, true
	return w.leads
}

func (g *group) await(w *write) (leads bool) {
	select {
	case leads = <-w.turn:
		return leads
	case <-w.ctx.Done():
	}
	if g.leave(w) {
		w.err = w.ctx.Err()
		return false
	}
	return <-w.turn
}

// leave takes the write out of the queue, if it was not taken already to be applied or to lead.
func (g *group) leave(w *write) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.queue, w)
	if i < 0 || w.leads {
		return false
	}
	g.queue = slices.Delete(g.queue, i, i+1)
	return true
}

// lead is called by the first of the queue.
func (g *group) lead(first *write) {
	var led []*write
	err := g.begin(first.ctx)
	switch {
	case err == nil:
		led, err = g.transact()
	case first.ctx.Err() != nil:
		led = g.take(1) // It alone gives up; the others try again under the next.
	default:
		led = g.take(g.size)
	}
	for _, w := range led {
		if w.err == nil {
			w.err = err
		}
	}
	for _, w := range led[1:] {
		w.turn <- false
	}
	g.handOver()
}

func (g *group) begin(ctx context.Context) error {
	return g.patiently(ctx, func() error {
		_, err := g.conn.exec("BEGIN IMMEDIATE")
		return err
	})
}

// patiently tries again while another process holds the database. Everybody who comes meanwhile joins
// the queue or leaves it; the waiting of SQLite itself would keep even those whose context has ended.
func (g *group) patiently(ctx context.Context, try func() error) error {
	delay, waited := time.Millisecond, time.Duration(0)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := try(); !isBusy(err) || waited >= g.patience {
			return err
		}
		select {
		case <-time.After(delay):
		case <-ctx.Done():
		}
		waited += delay
		delay = min(2*delay, 50*time.Millisecond)
	}
}

// transact applies the writes of the queue, also those that join it meanwhile, and commits what was not
// refused. Its error is the outcome of all that have none yet.
//
// As a rule a refusal comes before anything is written, and there is nothing to undo. One that comes later
// takes the whole transaction with it, and what else was in it is applied again: that is rare, while a
// savepoint for each write would cost every one of them.
func (g *group) transact() (led []*write, err error) {
	applied := 0
	for len(led) < g.size {
		next := g.take(1)
		if len(next) == 0 {
			break
		}
		w := next[0]
		led = append(led, w)
		if w.err = w.ctx.Err(); w.err != nil {
			continue
		}
		if w.err = g.apply(w); w.err == nil {
			applied++
			continue
		}
		if !g.conn.dirty {
			continue
		}
		g.rollback()
		if applied > 0 {
			err = g.applyAgain(led)
		}
		return led, err
	}
	if applied == 0 {
		g.rollback()
		return led, nil
	}
	return led, g.commit()
}

func (g *group) apply(w *write) error {
	w.begun = true
	g.conn.dirty = false
	return w.apply(g.conn)
}

// applyAgain is for a group in which one was refused after it had written. Each is applied in a savepoint of
// its own, so that nobody is harmed by the refusal of another.
func (g *group) applyAgain(led []*write) error {
	if err := g.begin(background); err != nil {
		return err
	}
	for _, w := range led {
		if !w.begun {
			continue
		}
		var err error
		if w.err, err = g.applyApart(w); err != nil {
			g.rollback()
			return err
		}
	}
	return g.commit()
}

// applyApart returns the refusal of the write, and as broken that the transaction is lost.
func (g *group) applyApart(w *write) (refused, broken error) {
	if _, err := g.conn.exec("SAVEPOINT one"); err != nil {
		return nil, err
	}
	if refused = g.apply(w); refused != nil {
		if _, err := g.conn.exec("ROLLBACK TO one"); err != nil {
			// A full or failing disk makes SQLite give up the whole transaction: that is then the reason.
			if cause, ok := errors.AsType[*modernc.Error](refused); ok {
				err = cause
			}
			return refused, err
		}
	}
	_, err := g.conn.exec("RELEASE one")
	return refused, err
}

func (g *group) commit() error {
	if _, err := g.conn.exec("COMMIT"); err != nil {
		g.rollback()
		return uncommitted(err)
	}
	g.commits++
	return nil
}

func (g *group) take(n int) []*write {
	g.mu.Lock()
	defer g.mu.Unlock()
	n = min(n, len(g.queue))
	taken := slices.Clone(g.queue[:n])
	g.queue = slices.Delete(g.queue, 0, n)
	return taken
}

// rollback ends the transaction. It can fail only because SQLite has ended it already.
func (g *group) rollback() { _, _ = g.conn.exec("ROLLBACK") }

func (g *group) handOver() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.led = len(g.queue) > 0; g.led {
		g.queue[0].leads = true
		g.queue[0].turn <- true
	}
}
