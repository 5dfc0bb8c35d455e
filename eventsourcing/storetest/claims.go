package storetest

import (
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func claims(s *suite) {
	s.promise("a claimed key has its owner, others have none", func(p *proof) {
		p.claim(account("1"), phone("x"), time.Time{})
		p.owned(phone("x"), account("1"), start())
		p.unowned(phone("y"), start())
		p.unowned(eventsourcing.ClaimKey{Kind: "email", Index: "x"}, start())
		p.unowned(phone("X"), start())
		p.Empty(p.feed(), "a claim needs no records")
	})

	s.promise("a key that another holds is refused with its owner", func(p *proof) {
		p.claim(account("1"), phone("x"), time.Time{})
		p.claimed(p.refused(claiming(start(), account("2"), phone("x"), time.Time{})), phone("x"), account("1"))
		p.claimed(p.refused(claiming(after(100*365*24*time.Hour), account("2"), phone("x"), time.Time{})), phone("x"), account("1"))
		p.owned(phone("x"), account("1"), start())
		p.claim(account("2"), eventsourcing.ClaimKey{Kind: "email", Index: "x"}, time.Time{})
	})

	s.promise("the first key claimed by another is the one reported", func(p *proof) {
		p.claim(account("1"), phone("b"), time.Time{})
		p.claim(account("2"), phone("a"), time.Time{})
		err := p.refused(eventsourcing.Batch{Now: start(), Claims: []eventsourcing.Claim{
			{ClaimKey: phone("c"), Owner: account("3")}, {ClaimKey: phone("b"), Owner: account("3")}, {ClaimKey: phone("a"), Owner: account("3")},
		}})
		p.claimed(err, phone("b"), account("1"))
		p.unowned(phone("c"), start())
	})

	s.promise("a claim stands until the microsecond of its expiry", func(p *proof) {
		expires := after(time.Hour)
		p.claim(account("1"), phone("x"), expires)
		justBefore := expires.Add(-time.Microsecond)
		p.owned(phone("x"), account("1"), justBefore)
		p.claimed(p.refused(claiming(justBefore, account("2"), phone("x"), time.Time{})), phone("x"), account("1"))
		p.unowned(phone("x"), expires)
		p.append(claiming(expires, account("2"), phone("x"), time.Time{}))
		p.owned(phone("x"), account("2"), expires)
	})

	s.promise("renewing a claim sets its expiry anew, later, earlier or never", func(p *proof) {
		for _, expires := range []time.Time{after(time.Hour), after(2 * time.Hour), after(time.Minute)} {
			p.claim(account("1"), phone("x"), expires)
			p.owned(phone("x"), account("1"), expires.Add(-time.Microsecond))
			p.unowned(phone("x"), expires)
		}
		p.claim(account("1"), phone("x"), time.Time{})
		p.owned(phone("x"), account("1"), after(100*365*24*time.Hour))
		p.claim(account("1"), phone("x"), after(time.Hour))
		p.unowned(phone("x"), after(time.Hour))
	})

	s.promise("a released key is free at once", func(p *proof) {
		p.claim(account("1"), phone("x"), after(time.Hour))
		p.append(releasing(account("1"), phone("x")))
		p.unowned(phone("x"), start())
		p.claim(account("2"), phone("x"), time.Time{})
	})

	s.promise("a release by somebody else, or of nothing, is left alone", func(p *proof) {
		p.claim(account("1"), phone("x"), time.Time{})
		p.append(releasing(account("2"), phone("x")))
		p.append(releasing(account("1"), phone("y")))
		p.append(releasing(account("1"), eventsourcing.ClaimKey{Kind: "email", Index: "x"}))
		p.owned(phone("x"), account("1"), start())
	})

	s.promise("a former owner cannot release what another took after the expiry", func(p *proof) {
		p.claim(account("1"), phone("x"), after(time.Hour))
		p.append(claiming(after(time.Hour), account("2"), phone("x"), time.Time{}))
		p.append(releasing(account("1"), phone("x")))
		p.owned(phone("x"), account("2"), after(time.Hour))
	})

	s.promise("releases come before claims, so keys can change hands in one batch", func(p *proof) {
		p.claim(account("1"), phone("x"), time.Time{})
		p.claim(account("2"), phone("y"), time.Time{})
		p.append(eventsourcing.Batch{
			Now: start(),
			Claims: []eventsourcing.Claim{
				{ClaimKey: phone("x"), Owner: account("2")}, {ClaimKey: phone("y"), Owner: account("1")},
			},
			Releases: []eventsourcing.Claim{
				{ClaimKey: phone("x"), Owner: account("1")}, {ClaimKey: phone("y"), Owner: account("2")},
			},
		})
		p.owned(phone("x"), account("2"), start())
		p.owned(phone("y"), account("1"), start())
	})

	s.promise("releasing what the same batch claims leaves it claimed", func(p *proof) {
		batch := claiming(start(), account("1"), phone("x"), time.Time{})
		batch.Releases = batch.Claims
		p.append(batch)
		p.owned(phone("x"), account("1"), start())
	})

	s.promise("a release that is left alone does not open the key to the same batch", func(p *proof) {
		p.claim(account("1"), phone("x"), time.Time{})
		batch := claiming(start(), account("2"), phone("x"), time.Time{})
		batch.Releases = []eventsourcing.Claim{{ClaimKey: phone("x"), Owner: account("2")}}
		p.claimed(p.refused(batch), phone("x"), account("1"))
	})

	s.promise("two owners in one batch cannot have the same key", func(p *proof) {
		err := p.refused(eventsourcing.Batch{Now: start(), Claims: []eventsourcing.Claim{
			{ClaimKey: phone("x"), Owner: account("1")}, {ClaimKey: phone("x"), Owner: account("2")},
		}})
		p.claimed(err, phone("x"), account("1"))
		p.unowned(phone("x"), start())
	})

	s.promise("of 32 claiming one key exactly one gets it", func(p *proof) { p.claimRace(start()) })

	s.promise("of 32 claiming a key that has expired exactly one gets it", func(p *proof) {
		p.claim(account("earlier"), phone("x"), after(time.Hour))
		p.claimRace(after(time.Hour))
	})

	s.promise("an idempotency key answers with what it made, until it expires", func(p *proof) {
		key := eventsourcing.ClaimKey{Kind: "idempotency", Index: "register"}
		register := func(now time.Time, id string) eventsourcing.Batch {
			return eventsourcing.Batch{
				Now: now, Streams: []eventsourcing.Append{to(account(id), 0, id)},
				Claims: []eventsourcing.Claim{{ClaimKey: key, Owner: account(id), Expires: now.Add(7 * 24 * time.Hour)}},
			}
		}
		p.append(register(start(), "first"))
		p.claimed(p.refused(register(after(7*24*time.Hour-time.Microsecond), "second")), key, account("first"))
		p.Empty(p.load(account("second")))
		p.append(register(after(7*24*time.Hour), "third"))
		p.owned(key, account("third"), after(8*24*time.Hour))
	})

	s.promise("purging claims removes expired ones only, at most limit at a time", func(p *proof) {
		for i := range 5 {
			p.claim(account(fmt.Sprint(i)), phone(fmt.Sprint(i)), after(time.Duration(i)*time.Second))
		}
		p.claim(account("ever"), phone("ever"), time.Time{})
		p.claim(account("renewed"), phone("renewed"), after(time.Second))
		p.claim(account("renewed"), phone("renewed"), time.Time{})
		p.claim(account("released"), phone("released"), after(time.Second))
		p.append(releasing(account("released"), phone("released")))
		for _, want := range []int{2, 1, 0} {
			purged, err := p.store.PurgeClaims(p.ctx, after(2*time.Second), 2)
			p.NoError(err)
			p.Equal(want, purged)
		}
		p.unowned(phone("1"), start())
		p.owned(phone("3"), account("3"), start())
		p.owned(phone("ever"), account("ever"), after(time.Hour))
		p.owned(phone("renewed"), account("renewed"), after(time.Hour))
	})
}

// claimRace lets 32 accounts create themselves with the same key.
func (p *proof) claimRace(now time.Time) {
	p.t.Helper()
	errs := race(32, func(i int) error {
		batch := claiming(now, account(fmt.Sprint(i)), phone("x"), now.Add(time.Hour))
		batch.Streams = []eventsourcing.Append{to(account(fmt.Sprint(i)), 0, fmt.Sprint(i))}
		_, err := p.store.Append(p.ctx, batch)
		return err
	})
	won := p.winner(errs)
	for i, err := range errs {
		if i != won {
			p.claimed(err, phone("x"), account(fmt.Sprint(won)))
		}
	}
	p.owned(phone("x"), account(fmt.Sprint(won)), now)
	p.Equal([]string{fmt.Sprint(won)}, ids(p.feed()), "only the winner's event is there")
}

func (p *proof) claim(owner eventsourcing.Stream, key eventsourcing.ClaimKey, expires time.Time) {
	p.t.Helper()
	p.append(claiming(start(), owner, key, expires))
}

func (p *proof) owned(key eventsourcing.ClaimKey, by eventsourcing.Stream, now time.Time) {
	p.t.Helper()
	owner, ok, err := p.store.Owner(p.ctx, key, now)
	p.NoError(err)
	p.True(ok, "%v should be claimed", key)
	p.Equal(by, owner)
}

func (p *proof) unowned(key eventsourcing.ClaimKey, now time.Time) {
	p.t.Helper()
	owner, ok, err := p.store.Owner(p.ctx, key, now)
	p.NoError(err)
	p.False(ok, "%v should be free, but is claimed by %v", key, owner)
}

func claiming(now time.Time, owner eventsourcing.Stream, key eventsourcing.ClaimKey, expires time.Time) eventsourcing.Batch {
	return eventsourcing.Batch{Now: now, Claims: []eventsourcing.Claim{{ClaimKey: key, Owner: owner, Expires: expires}}}
}

func releasing(owner eventsourcing.Stream, key eventsourcing.ClaimKey) eventsourcing.Batch {
	return eventsourcing.Batch{Now: start(), Releases: []eventsourcing.Claim{{ClaimKey: key, Owner: owner}}}
}
