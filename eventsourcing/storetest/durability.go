package storetest

import (
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func durability(s *suite) {
	s.durable("everything committed is there after reopening", func(p *proof) {
		given := p.furnish()
		before := p.state()
		p.reopen()
		p.unchanged(before)
		p.append(given.whole())
		p.applied()
		before = p.state()
		p.reopen()
		p.unchanged(before)
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
