package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/benchmarks/internal/stock"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/verification"
)

const pendingHeading = `| verifications waiting | store | heap | nothing due: a look | allocated | 1,000 due: each | allocated | spread (look; each) |
| --- | --- | --- | --- | --- | --- | --- | --- |
`

const (
	// fallDue is how many timers fall due together.
	fallDue = 1000
	// looks is how often the store is looked at in one measurement.
	looks = 200
	// mostInMemory is how many verifications are tried where all of their state is in the heap.
	mostInMemory = 10_000
)

// pending measures what verifications cost that wait on timers because no registry answers.
type pending struct {
	size   sizing
	runs   int
	crowd  *crowd
	people int
	// waiting people are to be asked about in half a day.
	waiting *stock.Stencil
	// due people, who are real, are to be asked about now: their accounts, and their verifications.
	accounts, due es.Batch
	asks          int
}

// printPending prints a line for each number of verifications in each place.
func printPending(ctx context.Context, g *ground, size sizing, o options, out io.Writer) error {
	p := &pending{size: size, runs: o.runs}
	if err := p.prepare(ctx); err != nil {
		return err
	}
	for _, place := range g.places {
		if err := g.ready(ctx); err != nil {
			return err
		}
		if err := errors.Join(p.in(ctx, place, o.pending, out), g.clear(ctx)); err != nil {
			return err
		}
	}
	return nil
}

// prepare has enough people submit their profiles to registries that are down: three checks wait for each.
func (p *pending) prepare(ctx context.Context) (err error) {
	p.people = p.size.of(fallDue)/3 + 1
	if p.crowd, err = gather(ctx, p.people); err != nil {
		return err
	}
	waiting, err := p.crowd.stuck(ctx, 24*time.Hour)
	if err != nil {
		return err
	}
	due, err := p.crowd.stuck(ctx, 2*time.Second)
	if err != nil {
		return err
	}
	asks := asksOf(due.Timers)
	p.asks = len(asks)
	for _, timer := range asks {
		if left := time.Until(timer.Due); left > 0 {
			time.Sleep(left)
		}
	}
	p.waiting = stock.NewStencil(waiting)
	p.accounts, p.due = only(due, account.Category), only(due, verification.Category)
	return nil
}

// stuck leaves an empty store with everybody's checks tried once, and due again after half the pause to the
// whole of it.
func (c *crowd) stuck(ctx context.Context, pause time.Duration) (es.Batch, error) {
	noted := &stock.Notebook{Store: memory.NewStore()}
	for _, batch := range []es.Batch{c.registered, joined(c.submitted)} {
		if _, err := noted.Append(ctx, batch); err != nil {
			return es.Batch{}, err
		}
	}
	watched := &witness{Store: noted}
	tried := watched.expect(map[string]int{"verification.registry-unavailable": 3 * len(c.submitted)})
	portal, _, err := c.portal(watched, down{}.ports(), func(policy *kabinet.Policy) {
		figures := &policy.Verification
		figures.Retry, figures.Longest, figures.Poll, figures.Timeout = pause, pause, pause, pause/2
	})
	if err != nil {
		return es.Batch{}, err
	}
	err = stock.WhileRunning(ctx, portal, func(ctx context.Context) error {
		select {
		case <-tried:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	return only(noted.Sum(), account.Category, verification.Category), err
}

// asksOf are the timers by which registries are asked.
func asksOf(timers []es.Timer) []es.Timer {
	return slices.DeleteFunc(slices.Clone(timers), func(timer es.Timer) bool {
		return !slices.Contains(verification.AskTimers(), timer.Name)
	})
}

// in measures one store while it grows.
func (p *pending) in(ctx context.Context, place place, sizes []int, out io.Writer) (err error) {
	before := heap()
	store, err := place.store(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	filled := &filling{Store: store, lanes: map[string]int{}}
	there := 0
	for _, size := range slices.Sorted(slices.Values(append([]int{0}, sizes...))) {
		if place.name == inMemory && size > mostInMemory {
			continue
		}
		for ; there < p.size.of(size) && size > 0; there += p.people {
			if filled.end, err = store.Append(ctx, p.waiting.Copy()); err != nil {
				return err
			}
		}
		if err := errors.Join(filled.catchUp(ctx), place.settled(ctx)); err != nil {
			return err
		}
		row, err := p.at(ctx, place, filled)
		if err != nil {
			return fmt.Errorf("%d waiting, %s: %w", there, place.name, err)
		}
		row.heap -= before
		row.print(out, there, place.name)
	}
	return nil
}

// pendingRow is what was measured with some number of verifications waiting.
type pendingRow struct {
	heap       int64
	look, each []time.Duration
	// inLook and inEach are what was allocated.
	inLook, inEach []allocated
}

// at measures a store; the due people come to it when nobody would react to them any more.
func (p *pending) at(ctx context.Context, place place, store *filling) (row pendingRow, err error) {
	portal, _, err := p.crowd.portal(store, down{}.ports(), nil)
	if err != nil {
		return row, err
	}
	// Long enough for every part to have looked at the store.
	err = stock.WhileRunning(ctx, portal, func(ctx context.Context) error {
		timer := time.NewTimer(1500 * time.Millisecond)
		defer timer.Stop()
		select {
		case <-timer.C:
			row.heap = heap()
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	if err == nil && !store.peopled {
		store.end, err = store.Append(ctx, p.accounts)
		store.peopled = true
	}
	for range p.runs {
		if err != nil {
			return row, err
		}
		err = errors.Join(p.look(ctx, store, &row), p.ring(ctx, place, store, &row))
	}
	return row, err
}

// look is what the alarm does each second.
func (p *pending) look(ctx context.Context, store es.Store, row *pendingRow) error {
	n := p.size.of(looks)
	runtime.GC()
	had, started := allocations(), time.Now()
	for range n {
		due, err := store.Due(ctx, time.Now().Add(time.Second), 100)
		if err != nil || len(due) > 0 {
			return errors.Join(err, expect(len(due), 0, nil))
		}
	}
	row.look = append(row.look, time.Since(started)/time.Duration(n))
	row.inLook = append(row.inLook, allocations().since(had, n))
	return nil
}

// ring has timers fall due, and an alarm work through them: each check is loaded, decided and written.
func (p *pending) ring(ctx context.Context, place place, store *filling, row *pendingRow) (err error) {
	store.rings++
	batch := suffixed(p.due, fmt.Sprintf(".%d", store.rings))
	if store.end, err = store.Append(ctx, batch); err != nil {
		return err
	}
	if err := place.settled(ctx); err != nil {
		return err
	}
	watched := &witness{Store: store}
	portal, _, err := p.crowd.portal(watched, down{}.ports(), nil)
	if err != nil {
		return err
	}
	alarm := es.NewAlarm(store, "benchmark", es.AlarmPolicy{}, slog.New(slog.DiscardHandler))
	for _, name := range verification.AskTimers() {
		alarm.Handle(verification.Category, name, portal.Verification.Ask)
	}
	asked := watched.expect(map[string]int{"verification.check-due": p.asks})
	ringing, stop := context.WithTimeout(ctx, time.Minute) // far longer than it takes
	defer stop()
	running := make(chan error, 1)
	runtime.GC()
	had, started := allocations(), time.Now()
	go func() { running <- alarm.Run(ringing) }()
	select {
	case <-asked:
	case <-ringing.Done():
	}
	row.each = append(row.each, time.Since(started)/time.Duration(p.asks))
	row.inEach = append(row.inEach, allocations().since(had, p.asks))
	complete := ringing.Err() == nil
	stop()
	if err := <-running; err != nil {
		return err
	}
	if !complete {
		return errors.New("not every check was asked")
	}
	gone := es.Batch{Now: time.Now()}
	for _, timer := range batch.Timers {
		gone.Cancels = append(gone.Cancels, timer.TimerKey)
	}
	_, err = store.Append(ctx, gone)
	return err
}

// suffixed is the batch with other streams in place of its own.
func suffixed(batch es.Batch, suffix string) es.Batch {
	batch.Streams, batch.Timers = slices.Clone(batch.Streams), slices.Clone(batch.Timers)
	for i := range batch.Streams {
		batch.Streams[i].Stream.ID += suffix
	}
	for i := range batch.Timers {
		batch.Timers[i].Stream.ID += suffix
	}
	return batch
}

func (r pendingRow) print(out io.Writer, waiting int, name placeName) {
	_, _ = fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %s | %s | %s; %s |\n", strings.TrimSuffix(thousands(float64(waiting)), ".0"), name, megabytes(r.heap),
		short(median(r.look)), medianOf(r.inLook), short(median(r.each)), medianOf(r.inEach), spreadOf(r.look, short), spreadOf(r.each, short))
}
