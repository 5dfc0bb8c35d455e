package storetest

import (
	"testing"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// several shows the promises that go beyond one process. The second store stands for another one.
func several(s *suite) {
	promise := func(says string, show func(p, other *proof)) {
		s.promise(says, func(p *proof) {
			if !p.harness.Several {
				p.t.Skip("one store at a time")
			}
			other := *p
			other.open()
			show(p, &other)
		})
	}

	promise("what one commits all see at once", func(p, other *proof) {
		given := p.furnish()
		p.unchanged(other.state())
		other.append(given.whole())
		p.applied()
		other.applied()
	})

	promise("a version one has written conflicts for all", func(p, other *proof) {
		p.append(streams(to(account("1"), 0, "a")))
		err := other.refused(streams(to(account("1"), 0, "b")))
		p.Equal(&eventsourcing.Conflict{Stream: account("1"), Expected: 0, Actual: 1}, err)
		other.append(streams(to(account("1"), 1, "b")))
		p.append(streams(to(account("1"), 2, "c")))
		p.Equal([]string{"a", "b", "c"}, ids(other.load(account("1"))))
	})

	promise("of 16 appends to one version, through all, one succeeds", func(p, other *proof) {
		for version := range int64(5) {
			p.winner(race(16, func(i int) error {
				_, err := []*proof{p, other}[i%2].store.Append(p.ctx, streams(to(account("1"), version, "a")))
				return err
			}))
		}
		p.Len(other.load(account("1")), 5)
	})

	promise("of 16 claims of one key, through all, one succeeds", func(p, other *proof) {
		names := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"}
		won := p.winner(race(len(names), func(i int) error {
			_, err := []*proof{p, other}[i%2].store.Append(p.ctx, eventsourcing.Batch{
				Now:    start(),
				Claims: []eventsourcing.Claim{{ClaimKey: phone("wanted"), Owner: account(names[i])}},
			})
			return err
		}))
		for _, store := range []eventsourcing.Store{p.store, other.store} {
			owner, ok, err := store.Owner(p.ctx, phone("wanted"), start())
			p.NoError(err)
			p.True(ok)
			p.Equal(account(names[won]), owner)
		}
	})

	promise("a lease has one holder among all, and a fence holds for all", func(p, other *proof) {
		mine := p.acquire("l", "me", start(), time.Minute)
		other.taken("l", "you", start())
		yours := other.acquire("l", "you", after(time.Minute), time.Minute)
		p.taken("l", "me", after(time.Minute))
		p.Greater(yours.Token, mine.Token)
		for _, store := range []eventsourcing.Store{p.store, other.store} {
			isFenced(p, store.SaveCheckpoints(p.ctx, "group", eventsourcing.Checkpoint{Lanes: 1, Position: 1, Fence: fenceOf(mine)}))
			p.NoError(store.SaveCheckpoints(p.ctx, "group", eventsourcing.Checkpoint{Lanes: 1, Position: 2, Fence: fenceOf(yours)}))
		}
		batch := streams(to(account("1"), 0, "a"))
		batch.Fences = []eventsourcing.Fence{fenceOf(mine)}
		isFenced(p, p.refused(batch))
		batch.Fences = []eventsourcing.Fence{fenceOf(yours)}
		p.append(batch)
	})

	promise("of 16 holders, through all, one gets the lease", func(p, other *proof) {
		p.winner(race(16, func(i int) error {
			_, ok, err := []*proof{p, other}[i%2].store.Acquire(p.ctx, "l", string(rune('a'+i)), start(), time.Hour)
			if err == nil && !ok {
				return errLost
			}
			return err
		}))
	})

	promise("all read one order, also while all write", func(p, other *proof) {
		f := &fire{proof: p, seed: p.seed(), stores: []eventsourcing.Store{p.store, other.store}, events: 5_000}
		if testing.Short() {
			f.events /= 5
		}
		f.run([]*follower{{limit: 10}, {limit: 100}, {limit: 30, categories: []string{"message"}}, {limit: 30, categories: []string{"message"}}})
		p.Equal(ids(p.feed()), ids(other.feed()))
	})

	promise("the others go on when one is closed", func(p, other *proof) {
		changed := p.store.Changed()
		p.NoError(other.store.Close())
		p.silent(changed, "in another process")
		p.append(streams(to(account("1"), 0, "a")))
		p.Len(p.feed(), 1)
	})
}
