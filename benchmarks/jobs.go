package main

import (
	"context"
	"fmt"
)

// job is a workload with what differs between the places.
type job struct {
	work string
	// goals say for each place how often it is done in one measurement, and how many times the floor it may
	// take.
	goals   map[placeName]goal
	writers int
	prepare func(ctx context.Context, s subject, first, count int) error
	do      func(ctx context.Context, s subject, i int) error
}

type goal struct {
	ops   int
	times float64
}

func goals(memory, sqlite, postgres goal) map[placeName]goal {
	return map[placeName]goal{inMemory: memory, onSQLite: sqlite, onPostgreSQL: postgres}
}

// jobs are commands and reading. Their sizes shrink when the benchmarks are only to be shown to work.
func jobs(size sizing) []job {
	thousand := size.of(1000)
	create := func(ctx context.Context, s subject, i int) error { return s.create(ctx, streamID(i), 1) }
	aLog := onlyOnce(func(ctx context.Context, s subject) error { return fill(ctx, s, 0, thousand, 10) })
	return []job{
		{work: "create, 1 event", goals: goals(goal{20_000, 1.0}, goal{500, 1.15}, goal{500, 1.2}), do: create},
		{
			work: "load 10, append 1", goals: goals(goal{3000, 1.3}, goal{500, 1.2}, goal{500, 1.2}),
			prepare: func(ctx context.Context, s subject, first, count int) error { return fill(ctx, s, first, count, 10) },
			do:      func(ctx context.Context, s subject, i int) error { return s.amend(ctx, streamID(i)) },
		},
		{
			work: "load 1,000", goals: goals(goal{50, 1.0}, goal{25, 1.2}, goal{25, 1.2}),
			prepare: onlyOnce(func(ctx context.Context, s subject) error { return s.create(ctx, streamID(0), thousand) }),
			do: func(ctx context.Context, s subject, _ int) error {
				present, err := s.load(ctx, streamID(0))
				return expect(present.Events, thousand, err)
			},
		},
		{
			work: "batch of 1,000 in one append", goals: goals(goal{50, 0.7}, goal{20, 1.2}, goal{20, 1.2}),
			do: func(ctx context.Context, s subject, i int) error { return s.create(ctx, streamID(i), thousand) },
		},
		{work: "8 writers, different streams", goals: goals(goal{20_000, 1.0}, goal{2000, 0.4}, goal{2000, 1.2}), writers: 8, do: create},
		{
			work: "read the whole log, 10,000", goals: goals(goal{3, 0.6}, goal{3, 1.1}, goal{3, 1.1}), prepare: aLog,
			do: func(ctx context.Context, s subject, _ int) error {
				count, err := s.readLog(ctx)
				return expect(count, thousand*10, err)
			},
		},
		{
			work: "read it and open each personal part", goals: goals(goal{ops: 3}, goal{ops: 3}, goal{ops: 3}), prepare: aLog,
			do: func(ctx context.Context, s subject, _ int) error {
				count, err := s.openLog(ctx)
				return expect(count, thousand*10, err)
			},
		},
	}
}

// onlyOnce prepares what all measurements of a subject share.
func onlyOnce[S subject](prepare func(ctx context.Context, s S) error) func(context.Context, S, int, int) error {
	return func(ctx context.Context, s S, first, _ int) error {
		if first > 0 {
			return nil
		}
		return prepare(ctx, s)
	}
}

// expect keeps work honest: who reads less is not faster.
func expect(got, want int, err error) error {
	if err == nil && got != want {
		return fmt.Errorf("%d events, want %d", got, want)
	}
	return err
}

// at gives the row of the job in one place.
func (j job) at(p place, size sizing) row {
	goal := j.goals[p.name]
	work := workload[subject]{ops: size.of(goal.ops), writers: j.writers, do: j.do, prepare: func(ctx context.Context, s subject, first, count int) error {
		if j.prepare != nil {
			if err := j.prepare(ctx, s, first, count); err != nil {
				return err
			}
		}
		return p.settled(ctx)
	}}
	floor, plain, full := keep(p, p.floor), keep(p, p.plain), keep(p, p.full)
	return row{
		work: j.work, store: p.name, target: target{times: goal.times},
		floor: work.on(floor), plain: work.on(plain), full: work.on(full), close: closing(floor, plain, full),
	}
}
