package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/benchmarks/internal/stock"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/notification"
)

// crowd is how many people come in one append.
const crowd = 100

// population is a store with people in it.
type population struct {
	name  string
	store es.Store
	mould *mould
	// crowds come in one round: one of real people, the others copies of it.
	crowds int
	size   int

	mu sync.Mutex
	// end is the position of the last event.
	end int64
	// accounts and phones of those who are real, and can do something.
	accounts []string
	phones   []string
}

// grow fills up to a size, by whole rounds.
func (p *population) grow(ctx context.Context, size int) error {
	first, round := p.size, crowd*p.crowds
	rounds := (size - first + round - 1) / round
	if err := sideBySide(rounds, 4, func(i int) error { return p.settle(ctx, first+i*round) }); err != nil {
		return err
	}
	p.size += rounds * round
	return p.skip(ctx)
}

// settle has a round of people come, with the phones from first on.
func (p *population) settle(ctx context.Context, first int) error {
	batch, accounts, err := p.mould.people(ctx, first, crowd)
	if err != nil {
		return err
	}
	end, err := p.store.Append(ctx, batch)
	made := stock.NewStencil(batch)
	for copies := 1; copies < p.crowds && err == nil; copies++ {
		end, err = p.store.Append(ctx, made.Copy())
	}
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end = max(p.end, end)
	p.accounts = append(p.accounts, accounts...)
	for i := range accounts {
		p.phones = append(p.phones, phone(first+i))
	}
	return nil
}

// skip has the reactions begin at the end: what was appended has been reacted to.
func (p *population) skip(ctx context.Context) error {
	const lanes = 8 // as many as feed.Config has by default
	group := notification.Group + "/" + feed.AllCategories
	var leases []es.Lease
	checkpoints := make([]es.Checkpoint, lanes)
	for lane := range lanes {
		lease, ok, err := p.store.Acquire(ctx, fmt.Sprintf("feed/%s/lane/%d", group, lane), "growth", time.Now(), time.Minute)
		if err != nil {
			return err
		}
		if !ok {
			return errors.New("somebody works on " + lease.Name)
		}
		leases = append(leases, lease)
		checkpoints[lane] = es.Checkpoint{
			Lane: lane, Lanes: lanes, Position: p.end, Fence: es.Fence{Lease: lease.Name, Token: lease.Token},
		}
	}
	err := p.store.SaveCheckpoints(ctx, group, checkpoints...)
	for _, lease := range leases {
		err = errors.Join(err, p.store.Release(ctx, lease))
	}
	return err
}
