package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime/pprof"
	"slices"
	"time"
)

// row is one line of the table.
type row struct {
	work  string
	store placeName
	// floor, plain and full are compared; nil where there is none.
	floor, plain, full contender
	target             target
	// rate has the table show operations per second as well.
	rate bool
	// close gives up what the contenders share; nil where that is nothing.
	close func() error
}

// contender measures once and returns the time of one operation.
type contender func(ctx context.Context) (time.Duration, error)

// target is what the architecture asks for. One of its fields is set, or none where it asks for nothing.
type target struct {
	// times is a multiple of the floor.
	times float64
	// most is the time of one operation.
	most time.Duration
	// over is the time over that of plain.
	over time.Duration
}

// result holds a measurement of each contender per run; nil for a contender that is not there.
type result struct {
	floor, plain, full []time.Duration
}

// measure has the contenders work in turns. Each run begins with another one, so that none always has the
// warmer machine.
func (r row) measure(ctx context.Context, runs int) (result, error) {
	var measured result
	turns := []struct {
		name      string
		contender contender
		into      *[]time.Duration
	}{{"floor", r.floor, &measured.floor}, {"plain", r.plain, &measured.plain}, {"features on", r.full, &measured.full}}
	for run := range runs {
		for i := range turns {
			turn := turns[(run+i)%len(turns)]
			if turn.contender == nil {
				continue
			}
			var each time.Duration
			var err error
			pprof.Do(ctx, pprof.Labels("contender", turn.name), func(ctx context.Context) {
				each, err = turn.contender(ctx)
			})
			if err != nil {
				return result{}, fmt.Errorf("%s, %s, %s: %w", r.work, r.store, turn.name, err)
			}
			*turn.into = append(*turn.into, each)
		}
	}
	return measured, nil
}

// ratios divides run by run.
func ratios(of, by []time.Duration) []float64 {
	quotients := make([]float64, min(len(of), len(by)))
	for i := range quotients {
		quotients[i] = float64(of[i]) / float64(by[i])
	}
	return quotients
}

// differences subtracts run by run.
func differences(of, from []time.Duration) []time.Duration {
	rests := make([]time.Duration, min(len(of), len(from)))
	for i := range rests {
		rests[i] = of[i] - from[i]
	}
	return rests
}

// median of an even number of values is the lower of the two in the middle.
func median[N cmp.Ordered](values []N) N {
	return slices.Sorted(slices.Values(values))[(len(values)-1)/2]
}
