package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/benchmarks/internal/stock"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// command is something people do.
type command struct {
	name string
	// workers do it side by side, so many times in one measurement.
	workers, times int
	do             func(ctx context.Context, t *town, i int) error
}

// commands are measured at each size. A sign-in and a registration hash passwords as cheaply as can be.
func commands(times int) []command {
	return []command{
		{"load an account, append one event", 1, times, func(ctx context.Context, t *town, _ int) error {
			return t.rehash(ctx, t.accounts[rand.IntN(len(t.accounts))])
		}},
		{"sign in", 1, times, func(ctx context.Context, t *town, _ int) error {
			_, err := t.portal.Access.SignIn(ctx, access.SignIn{Login: t.phones[rand.IntN(len(t.phones))], Password: theirPassword})
			return err
		}},
		{"register from end to end, eight at a time", 8, times, func(ctx context.Context, t *town, _ int) error {
			_, err := register(ctx, t.portal, t.inbox, phone(int(newcomers.Add(1))))
			return err
		}},
	}
}

// newcomers have phones nobody else has.
var newcomers atomic.Int64

func init() { newcomers.Store(900_000_000) }

// town is a population with a portal that runs.
type town struct {
	*population
	portal  *kabinet.Kabinet
	inbox   *memory.Inbox
	engine  *es.Engine
	records *es.Repository[account.Account]
}

// inTown does work in a town over the population.
func inTown(ctx context.Context, p *population, work func(ctx context.Context, t *town) error) error {
	portal, inbox, err := p.mould.portal(p.store)
	if err != nil {
		return err
	}
	index, err := es.NewBlindIndex(p.mould.ports.Secrets.BlindIndex)
	if err != nil {
		return err
	}
	engine, err := es.NewEngine(es.Config{Store: p.store, Encrypter: p.mould.ports.Encrypter, BlindIndex: index})
	if err != nil {
		return err
	}
	records, err := es.NewRepository(account.Category, account.Codec())
	if err != nil {
		return err
	}
	return stock.WhileRunning(ctx, portal, func(ctx context.Context) error {
		return work(ctx, &town{population: p, portal: portal, inbox: inbox, engine: engine, records: records})
	})
}

// rehash opens an account's events and appends one more, with a personal part. Nothing reacts to it.
func (t *town) rehash(ctx context.Context, id string) error {
	return t.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		a, err := t.records.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		if a.State().Status != account.Live {
			return errors.New("the account is not a live one")
		}
		hash := a.State().Password
		return a.Decide(account.RehashPassword(hash, hash, unit.Now()))
	})
}

// cost is what a command took in the grown store and in the small one, run by run.
type cost struct {
	command      string
	grown, small []time.Duration
	// log is what one command wrote; zero where that is not told.
	log each
}

func (c cost) ratio() float64 { return median(c.ratios()) }

// ratios divides run by run.
func (c cost) ratios() []float64 {
	ratios := make([]float64, len(c.grown))
	for i := range ratios {
		ratios[i] = float64(c.grown[i]) / float64(c.small[i])
	}
	return ratios
}

func spread(ratios []float64) string {
	return fmt.Sprintf("%.2f – %.2f", slices.Min(ratios), slices.Max(ratios))
}

// each is what one command wrote.
type each struct{ bytes, transactions float64 }

// compare measures the commands in turns in a grown and a small store.
func (s *stage) compare(ctx context.Context, grown, small *population, runs, times int) ([]cost, error) {
	var costs []cost
	err := inTown(ctx, grown, func(ctx context.Context, there *town) error {
		return inTown(ctx, small, func(ctx context.Context, here *town) error {
			for _, c := range commands(times) {
				measured := cost{command: c.name}
				if err := errors.Join(c.warmUp(ctx, there), c.warmUp(ctx, here)); err != nil {
					return err
				}
				for run := range runs {
					turns := []func() error{
						func() error { return s.measure(ctx, c, there, &measured.grown, &measured.log) },
						func() error { return s.measure(ctx, c, here, &measured.small, nil) },
					}
					if err := errors.Join(turns[run%2](), turns[1-run%2]()); err != nil {
						return err
					}
				}
				costs = append(costs, measured)
			}
			return nil
		})
	})
	return costs, err
}

// warmUp has everybody open connections and prepare statements.
func (c command) warmUp(ctx context.Context, t *town) error {
	return sideBySide(max(20, 2*c.workers), c.workers, func(i int) error { return c.do(ctx, t, i) })
}

func (s *stage) measure(ctx context.Context, c command, t *town, into *[]time.Duration, log *each) error {
	before, err := s.logNow(ctx)
	if err != nil {
		return err
	}
	started := time.Now()
	if err := sideBySide(c.times, c.workers, func(i int) error { return c.do(ctx, t, i) }); err != nil {
		return err
	}
	*into = append(*into, time.Since(started)/time.Duration(c.times))
	after, err := s.logNow(ctx)
	if log != nil {
		wrote := after.since(before)
		*log = each{float64(wrote.bytes) / float64(c.times), float64(wrote.transactions) / float64(c.times)}
	}
	return err
}

func (s *stage) logNow(ctx context.Context) (logged, error) {
	if s.log == nil {
		return logged{}, nil
	}
	return s.log(ctx)
}

// median of an even number of values is the lower of the two in the middle.
func median[N cmp.Ordered](values []N) N {
	return slices.Sorted(slices.Values(values))[(len(values)-1)/2]
}
