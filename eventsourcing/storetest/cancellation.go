package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func cancellation(s *suite) {
	for _, call := range calls() {
		s.promise(call.name+" with a cancelled context does nothing and says so", func(p *proof) {
			given := p.furnishForAll()
			before := p.state()
			cancelled, cancel := context.WithCancel(p.ctx)
			cancel()
			err := call.do(cancelled, p.store, given)
			p.skipWithoutSnapshots(err)
			p.ErrorIs(err, context.Canceled)
			late, cancel := context.WithDeadline(p.ctx, time.Unix(0, 0))
			defer cancel()
			p.ErrorIs(call.do(late, p.store, given), context.DeadlineExceeded)
			p.unchanged(before)
			p.NoError(call.do(p.ctx, p.store, given), "with a live context it works")
		})

		s.promise(call.name+" has no effect when it says that the context ended, at whatever moment", func(p *proof) {
			given := p.furnishForAll()
			before := p.state()
			p.cancelledAnywhere(func(ctx context.Context) error { return call.do(ctx, p.store, given) }, before)
		})
	}

	s.promise("a sequence whose context ends is never cut short in silence", func(p *proof) {
		const many = 1000
		p.append(streams(to(account("1"), 0, make([]string, many)...)))
		ctx, cancel := context.WithCancel(p.ctx)
		defer cancel()
		var seen int64
		var failed error
		for record, err := range p.store.Load(ctx, account("1"), 0) {
			if err != nil {
				failed = err
				continue
			}
			p.NoError(failed, "after an error a sequence stops")
			seen++
			p.Equal(seen, record.Version)
			cancel()
		}
		if failed == nil {
			p.Equal(int64(many), seen)
		} else {
			p.ErrorIs(failed, context.Canceled)
		}
	})

	s.promise("an append has its whole effect when it does not say that the context ended", func(p *proof) {
		given := p.furnish()
		before := p.state()
		p.cancelledAnywhere(func(ctx context.Context) error {
			_, err := p.store.Append(ctx, given.whole())
			return err
		}, before)
		p.applied()
	})

	s.promise("an append cancelled while it runs has happened if it says so, else not at all", func(p *proof) {
		const rounds, writers = 12, 8
		outcomes := map[bool]int{}
		for round := range rounds {
			errs := race(writers, func(writer int) error {
				id := fmt.Sprint(round, "-", writer)
				ctx, cancel := context.WithCancel(p.ctx)
				defer cancel()
				if writer%2 == 0 {
					time.AfterFunc(time.Duration(round)*50*time.Microsecond, cancel)
				} else {
					go cancel()
				}
				_, err := p.store.Append(ctx, eventsourcing.Batch{
					Now:     start(),
					Streams: []eventsourcing.Append{to(account(id), 0, id, id), to(message(id), 0, id)},
					Claims:  []eventsourcing.Claim{{ClaimKey: phone(id), Owner: account(id)}},
					Timers:  []eventsourcing.Timer{{TimerKey: timerKey(account(id), "t"), Due: start()}},
				})
				return err
			})
			for writer, err := range errs {
				id := fmt.Sprint(round, "-", writer)
				outcomes[err == nil]++
				if err == nil {
					p.Len(p.load(account(id)), 2)
					p.Len(p.load(message(id)), 1)
					p.owned(phone(id), account(id), start())
					continue
				}
				p.ErrorIs(err, context.Canceled)
				p.Empty(p.load(account(id)))
				p.Empty(p.load(message(id)))
				p.unowned(phone(id), start())
			}
		}
		p.Len(p.due(start(), rounds*writers), outcomes[true])
		p.t.Logf("%d appends happened, %d did not", outcomes[true], outcomes[false])
	})
}

// cancelledAnywhere repeats a call whose context ends a little later each time, until it succeeds.
func (p *proof) cancelledAnywhere(do func(context.Context) error, before state) {
	p.t.Helper()
	for look := int64(1); ; look++ {
		err := do(cancelledAt(p.ctx, look))
		p.skipWithoutSnapshots(err)
		if err == nil {
			return
		}
		p.ErrorIs(err, context.Canceled)
		p.unchanged(before)
	}
}

// lookedAt is a context that ends when it is looked at for the n-th time, so that a test reaches every
// place where a store might give up.
type lookedAt struct {
	context.Context
	cancel context.CancelFunc
	left   atomic.Int64
}

func cancelledAt(parent context.Context, look int64) context.Context {
	ctx, cancel := context.WithCancel(parent)
	at := &lookedAt{Context: ctx, cancel: cancel}
	at.left.Store(look)
	return at
}

func (c *lookedAt) look() {
	if c.left.Add(-1) == 0 {
		c.cancel()
	}
}

// Done implements [context.Context].
func (c *lookedAt) Done() <-chan struct{} {
	c.look()
	return c.Context.Done()
}

// Err implements [context.Context].
func (c *lookedAt) Err() error {
	c.look()
	return c.Context.Err()
}

var errNoSnapshots = errors.New("the store keeps no snapshots")

func (p *proof) skipWithoutSnapshots(err error) {
	p.t.Helper()
	if errors.Is(err, errNoSnapshots) {
		p.t.Skip(err)
	}
}

// furnishForAll furnishes so that each of calls would change something.
func (p *proof) furnishForAll() furnished {
	p.t.Helper()
	given := p.furnish()
	p.append(eventsourcing.Batch{
		Now:     start(),
		Streams: []eventsourcing.Append{to(eventsourcing.Stream{Category: "session", ID: "idle"}, 0, "idle")},
		Claims:  []eventsourcing.Claim{{ClaimKey: phone("free"), Owner: account("other"), Expires: after(time.Hour)}},
	})
	return given
}
