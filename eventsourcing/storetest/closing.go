package storetest

import (
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func closing(s *suite) {
	s.promise("closing twice is fine", func(p *proof) {
		p.NoError(p.store.Close())
		p.NoError(p.store.Close())
		for _, err := range race(8, func(int) error { return p.store.Close() }) {
			p.NoError(err)
		}
	})

	for _, call := range calls() {
		s.promise(call.name+" after closing says that the store is closed", func(p *proof) {
			given := p.furnishForAll()
			p.NoError(p.store.Close())
			err := call.do(p.ctx, p.store, given)
			p.skipWithoutSnapshots(err)
			p.ErrorIs(err, eventsourcing.ErrClosed)
		})
	}

	s.promise("a sequence made before closing and ranged over after it says that the store is closed", func(p *proof) {
		p.append(streams(to(account("1"), 0, "a", "b")))
		sequence := p.store.Load(p.ctx, account("1"), 0)
		p.NoError(p.store.Close())
		count := 0
		for _, err := range sequence {
			p.ErrorIs(err, eventsourcing.ErrClosed)
			count++
		}
		p.Equal(1, count, "after an error a sequence stops")
	})

	s.promise("closing wakes whoever waits for Changed", func(p *proof) {
		changed := p.store.Changed()
		p.NoError(p.store.Close())
		p.wakes(changed, "after closing")
		p.wakes(p.store.Changed(), "when asked for after closing")
	})

	s.promise("appends at the moment of closing happen or say that the store is closed", func(p *proof) {
		const writers = 8
		acknowledged := make([]int64, writers)
		errs := race(writers+1, func(i int) error {
			if i == writers {
				return p.store.Close()
			}
			for {
				_, err := p.store.Append(p.ctx, streams(to(account(fmt.Sprint(i)), acknowledged[i], "a", "b")))
				if errors.Is(err, eventsourcing.ErrClosed) {
					return nil
				}
				if err != nil {
					return err
				}
				acknowledged[i] += 2
			}
		})
		for _, err := range errs {
			p.NoError(err)
		}
		if p.harness.Durable {
			p.open()
			for i, want := range acknowledged {
				p.Len(p.load(account(fmt.Sprint(i))), int(want))
			}
		}
	})
}

func durability(s *suite) {
	s.durable("everything committed is there after reopening", func(p *proof) {
		given := p.furnish()
		before := p.state()
		p.reopen()
		p.Equal(before, p.state())
		p.append(given.whole())
		p.applied()
		before = p.state()
		p.reopen()
		p.Equal(before, p.state())
		p.applied()
	})

	s.durable("positions and versions go on where they were", func(p *proof) {
		last := p.append(streams(to(account("1"), 0, "a", "b")))
		p.reopen()
		p.conflict(p.refused(streams(to(account("1"), 0, "late"))), account("1"), 0, 2)
		p.Greater(p.append(streams(to(account("1"), 2, "c"))), last)
		p.Equal([]string{"a", "b", "c"}, ids(p.feed()))
	})

	s.durable("positions of purged records are not given again", func(p *proof) {
		last := p.append(streams(to(message("1"), 0, "a", "b")))
		p.purge("message", after(time.Minute), 10, 1)
		p.reopen()
		p.Empty(p.feed())
		p.Greater(p.append(streams(to(message("1"), 0, "anew"))), last)
	})

	s.durable("claims, erasures and used-up ids stand", func(p *proof) {
		p.claim(account("1"), phone("x"), after(time.Hour))
		p.createKeys(wrapped("1", "kek", "a"))
		p.append(eventsourcing.Batch{Now: start(), Erase: []string{"1"}})
		p.reopen()
		p.claimed(p.refused(claiming(start(), account("2"), phone("x"), time.Time{})), phone("x"), account("1"))
		p.unowned(phone("x"), after(time.Hour))
		p.noKey("1", eventsourcing.ErrErased)
		isErased(p, p.refused(eventsourcing.Batch{Now: start(), Keys: []eventsourcing.WrappedKey{wrapped("1", "kek", "b")}}))
	})

	s.durable("tokens of leases go on growing, also of released and expired ones", func(p *proof) {
		released := p.acquire("released", "me", start(), time.Hour)
		p.NoError(p.store.Release(p.ctx, released))
		expired := p.acquire("expired", "me", start(), time.Minute)
		held := p.acquire("held", "me", start(), time.Hour)
		p.reopen()
		p.Greater(p.acquire("released", "me", start(), time.Hour).Token, released.Token)
		p.Greater(p.acquire("expired", "me", after(time.Minute), time.Hour).Token, expired.Token)
		p.taken("held", "you", start())
		p.Equal(held.Token, p.acquire("held", "me", start(), time.Hour).Token)
	})

	s.durable("opening again and again loses nothing", func(p *proof) {
		for i := range int64(5) {
			p.append(streams(to(account("1"), i, fmt.Sprint(i))))
			p.reopen()
		}
		p.Equal([]string{"0", "1", "2", "3", "4"}, ids(p.load(account("1"))))
	})
}

// durable is a promise of stores that survive being closed.
func (s *suite) durable(says string, show func(*proof)) {
	s.t.Helper()
	s.promise(says, func(p *proof) {
		if !p.harness.Durable {
			p.t.Skip("the store is not durable")
		}
		show(p)
	})
}
