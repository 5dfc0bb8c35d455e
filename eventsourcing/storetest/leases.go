package storetest

import (
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func leases(s *suite) {
	s.promise("a lease belongs to its holder until it expires", func(p *proof) {
		lease := p.acquire("l", "me", start(), time.Minute)
		p.Equal("l", lease.Name)
		p.Equal("me", lease.Holder)
		p.Equal(after(time.Minute), lease.Expires)
		p.Positive(lease.Token)
		p.taken("l", "you", start())
		p.taken("l", "you", after(time.Minute-time.Microsecond))
		p.acquire("other", "you", start(), time.Minute)
		p.acquire("l", "you", after(time.Minute), time.Minute)
		p.taken("l", "me", after(time.Minute))
	})

	s.promise("renewing in time keeps the token and moves the expiry", func(p *proof) {
		lease := p.acquire("l", "me", start(), time.Minute)
		renewed := p.acquire("l", "me", after(time.Minute-time.Microsecond), time.Minute)
		p.Equal(lease.Token, renewed.Token)
		p.Equal(after(2*time.Minute-time.Microsecond), renewed.Expires)
		p.taken("l", "you", after(time.Minute))
	})

	s.promise("every change of holder gives a greater token", func(p *proof) {
		var tokens []int64
		now := start()
		for _, holder := range []string{"me", "you", "me", "me", "you", "you"} {
			tokens = append(tokens, p.acquire("l", holder, now, time.Minute).Token)
			now = now.Add(time.Minute)
		}
		p.IsIncreasing(tokens, "also back to an earlier holder and after an expiry")
	})

	s.promise("a released lease can be taken at once, with a greater token", func(p *proof) {
		mine := p.acquire("l", "me", start(), time.Hour)
		p.NoError(p.store.Release(p.ctx, mine))
		p.NoError(p.store.Release(p.ctx, mine))
		yours := p.acquire("l", "you", start(), time.Hour)
		p.Greater(yours.Token, mine.Token)
		p.NoError(p.store.Release(p.ctx, yours))
		p.Greater(p.acquire("l", "you", start(), time.Hour).Token, yours.Token)
	})

	s.promise("releasing with an old token, or what never was, changes nothing", func(p *proof) {
		old := p.acquire("l", "me", start(), time.Minute)
		current := p.acquire("l", "you", after(time.Minute), time.Hour)
		p.NoError(p.store.Release(p.ctx, old))
		p.NoError(p.store.Release(p.ctx, eventsourcing.Lease{Name: "never", Holder: "me", Token: 1}))
		p.NoError(p.store.Release(p.ctx, eventsourcing.Lease{}))
		p.taken("l", "me", after(time.Minute))
		p.NoError(p.store.SaveCheckpoints(p.ctx, "g", eventsourcing.Checkpoint{Lanes: 1, Fence: fenceOf(current)}))
	})

	s.promise("Held lists what has not expired, by prefix, ordered by name", func(p *proof) {
		for _, name := range []string{"lane/10", "lane/1", "Lane/2", "lane/%", "lan", "l_ne/3", "полоса"} {
			p.acquire(name, "me", start(), time.Hour)
		}
		p.acquire("lane/expired", "me", start(), time.Minute)
		p.NoError(p.store.Release(p.ctx, p.acquire("lane/released", "me", start(), time.Hour)))
		now := after(time.Minute)
		p.Equal([]string{"lane/%", "lane/1", "lane/10"}, p.held("lane/", now))
		p.Equal([]string{"lane/1", "lane/10"}, p.held("lane/1", now))
		p.Equal([]string{"lane/%"}, p.held("lane/%", now))
		p.Equal([]string{"l_ne/3"}, p.held("l_", now))
		p.Equal([]string{"полоса"}, p.held("пол", now))
		p.Equal([]string{"Lane/2", "l_ne/3", "lan", "lane/%", "lane/1", "lane/10", "полоса"}, p.held("", now))
		p.Empty(p.held("nothing", now))
		p.Empty(p.held("", after(time.Hour)))
	})

	s.promise("Held shows leases as their holders have them", func(p *proof) {
		lease := p.acquire("l", "me", start(), time.Hour)
		held, err := p.store.Held(p.ctx, "l", start())
		p.NoError(err)
		p.Equal([]eventsourcing.Lease{lease}, held)
	})

	s.promise("of 16 holders exactly one gets the lease, round after round", func(p *proof) {
		var token int64
		for round := range 5 {
			now := after(time.Duration(round) * time.Hour)
			won := make([]eventsourcing.Lease, 16)
			i := p.winner(race(16, func(i int) error {
				lease, ok, err := p.store.Acquire(p.ctx, "l", fmt.Sprint(i), now, time.Hour)
				won[i] = lease
				if err == nil && !ok {
					return errLost
				}
				return err
			}))
			p.Equal(fmt.Sprint(i), won[i].Holder)
			p.Greater(won[i].Token, token)
			token = won[i].Token
		}
	})
}

func (p *proof) taken(name, holder string, now time.Time) {
	p.t.Helper()
	_, ok, err := p.store.Acquire(p.ctx, name, holder, now, time.Hour)
	p.NoError(err)
	p.False(ok, "%s should not get the lease", holder)
}

func (p *proof) held(prefix string, now time.Time) []string {
	p.t.Helper()
	leases, err := p.store.Held(p.ctx, prefix, now)
	p.NoError(err)
	all := make([]string, 0, len(leases))
	for _, lease := range leases {
		all = append(all, lease.Name)
	}
	return all
}

func fenceOf(lease eventsourcing.Lease) eventsourcing.Fence {
	return eventsourcing.Fence{Lease: lease.Name, Token: lease.Token}
}
