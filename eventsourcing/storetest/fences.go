package storetest

import (
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// fences are shown through each of the calls that demand one.
func fences(s *suite) {
	for _, call := range []struct {
		name string
		do   func(*proof, eventsourcing.Fence) error
	}{
		{"an append", func(p *proof, fence eventsourcing.Fence) error {
			_, err := p.store.Append(p.ctx, eventsourcing.Batch{
				Now: start(), Fences: []eventsourcing.Fence{fence},
				Streams: []eventsourcing.Append{to(account("1"), eventsourcing.AnyVersion, "a")},
			})
			return err
		}},
		{"a checkpoint", func(p *proof, fence eventsourcing.Fence) error {
			return p.store.SaveCheckpoints(p.ctx, "group", eventsourcing.Checkpoint{Lanes: 1, Position: 1, Fence: fence})
		}},
		{"parking", func(p *proof, fence eventsourcing.Fence) error {
			return p.store.Park(p.ctx, eventsourcing.Parked{Group: "group", Stream: account("1"), Since: start()}, fence)
		}},
		{"unparking", func(p *proof, fence eventsourcing.Fence) error {
			return p.store.Unpark(p.ctx, "group", account("1"), fence)
		}},
	} {
		s.promise(call.name+" by who holds the lease is accepted", func(p *proof) {
			lease := p.acquire("l", "me", start(), time.Minute)
			p.NoError(call.do(p, fenceOf(lease)))
			p.Equal(lease.Token, p.acquire("l", "me", start(), time.Hour).Token)
			p.NoError(call.do(p, fenceOf(lease)))
		})

		s.promise(call.name+" is accepted after an expiry as long as nobody took the lease", func(p *proof) {
			lease := p.acquire("l", "me", start().AddDate(-1, 0, 0), time.Minute)
			p.NoError(call.do(p, fenceOf(lease)))
		})

		s.promise(call.name+" is fenced once another took the lease", func(p *proof) {
			old := p.acquire("l", "me", start(), time.Minute)
			current := p.acquire("l", "you", after(time.Minute), time.Minute)
			isFenced(p, call.do(p, fenceOf(old)))
			p.NoError(call.do(p, fenceOf(current)))
		})

		s.promise(call.name+" is fenced once the same holder took the lease anew", func(p *proof) {
			old := p.acquire("l", "me", start(), time.Minute)
			p.acquire("l", "me", after(time.Minute), time.Minute)
			isFenced(p, call.do(p, fenceOf(old)))
		})

		s.promise(call.name+" is fenced once the lease was released", func(p *proof) {
			lease := p.acquire("l", "me", start(), time.Minute)
			p.NoError(p.store.Release(p.ctx, lease))
			isFenced(p, call.do(p, fenceOf(lease)))
		})

		s.promise(call.name+" is fenced with a token nobody got", func(p *proof) {
			lease := p.acquire("l", "me", start(), time.Minute)
			for _, fence := range []eventsourcing.Fence{
				{}, {Lease: "l"}, {Lease: "l", Token: lease.Token + 1}, {Lease: "other", Token: lease.Token},
			} {
				isFenced(p, call.do(p, fence))
			}
		})

		s.promise(call.name+" that is fenced has done nothing", func(p *proof) {
			given := p.furnish()
			before := p.state()
			isFenced(p, call.do(p, eventsourcing.Fence{Lease: "lease", Token: given.fence.Token + 1}))
			p.unchanged(before)
		})
	}

	s.promise("an append needs all of its fences", func(p *proof) {
		mine := fenceOf(p.acquire("l", "me", start(), time.Minute))
		yours := fenceOf(p.acquire("k", "you", start(), time.Minute))
		batch := streams(to(account("1"), 0, "a"))
		batch.Fences = []eventsourcing.Fence{mine, yours, {Lease: "k", Token: yours.Token + 1}}
		isFenced(p, p.refused(batch))
		batch.Fences = batch.Fences[:2]
		p.append(batch)
	})
}
