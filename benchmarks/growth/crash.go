package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kabinet-go/kabinet/benchmarks/internal/stock"
)

// recovery is what a crash of the server costs.
type recovery struct {
	// log is what was written since the last checkpoint, and had to be replayed.
	log int64
	// server is the time until it accepts connections again, command until a command of a process that
	// lived through it succeeds.
	server, command time.Duration
}

// crash has people come for a while, kills the server among them, starts it again, and looks that nobody is
// lost to whom it was answered that they are in.
func (s *stage) crash(ctx context.Context, p *population, work time.Duration) (r recovery, err error) {
	before, err := s.accounts(ctx, p.name)
	if err != nil {
		return r, err
	}
	if _, err := s.admin.Exec(ctx, "CHECKPOINT"); err != nil {
		return r, err
	}
	checkpoint, err := s.logged(ctx)
	if err != nil {
		return r, err
	}
	arriving, err := p.arrivals(ctx)
	if err != nil {
		return r, err
	}
	if err := pause(ctx, work); err != nil {
		arriving.stop()
		return r, err
	}
	crashed, err := s.logged(ctx)
	if err != nil {
		arriving.stop()
		return r, err
	}
	r.log = crashed.since(checkpoint).bytes
	err = s.server.crash(ctx)
	arriving.stop()
	if err != nil {
		return r, err
	}
	started := time.Now()
	if err := s.server.start(ctx); err != nil {
		return r, err
	}
	r.server = time.Since(started)
	if err := p.firstAnswer(ctx); err != nil {
		return r, err
	}
	r.command = time.Since(started)
	if err := s.connect(ctx); err != nil {
		return r, err
	}
	after, err := s.accounts(ctx, p.name)
	if err == nil && after-before < arriving.promised.Load() {
		err = fmt.Errorf("%d accounts were promised, %d are there", arriving.promised.Load(), after-before)
	}
	return r, err
}

func (s *stage) accounts(ctx context.Context, name string) (count int64, err error) {
	err = s.admin.QueryRow(ctx, "SELECT count(*) FROM "+name+".data_keys").Scan(&count)
	return count, err
}

// arrivals are people who come until they are stopped, or the store fails.
type arrivals struct {
	promised atomic.Int64
	stop     func()
}

func (p *population) arrivals(ctx context.Context) (*arrivals, error) {
	batch, _, err := p.mould.people(ctx, 800_000_000+p.size, crowd)
	if err != nil {
		return nil, err
	}
	copies := stock.NewStencil(batch)
	ctx, cancel := context.WithCancel(ctx)
	a := &arrivals{}
	var coming sync.WaitGroup
	coming.Go(func() {
		_ = sideBySide(1<<30, 2, func(int) error {
			_, err := p.store.Append(ctx, copies.Copy())
			if err == nil {
				a.promised.Add(crowd)
			}
			return err // ends it, which is what is waited for
		})
	})
	a.stop = func() {
		cancel()
		coming.Wait()
	}
	return a, nil
}

// firstAnswer repeats a question until it is answered, as a person would.
func (p *population) firstAnswer(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		_, err := p.store.Key(ctx, p.accounts[0])
		if err == nil || ctx.Err() != nil {
			return err
		}
	}
}
