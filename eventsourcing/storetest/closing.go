package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"

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
		var closed atomic.Bool
		errs := race(writers+1, func(i int) error {
			if i == writers {
				defer closed.Store(true)
				return p.store.Close()
			}
			for {
				late := closed.Load()
				_, err := p.store.Append(p.ctx, streams(to(account(fmt.Sprint(i)), acknowledged[i], "a", "b")))
				if errors.Is(err, eventsourcing.ErrClosed) {
					return nil
				}
				if err != nil {
					return err
				}
				if late {
					return errors.New("an append succeeded after Close had returned")
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
