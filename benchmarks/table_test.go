package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// takes is a contender that pretends to need these times, one after the other.
func takes(times ...time.Duration) contender {
	return func(context.Context) (time.Duration, error) {
		first := times[0]
		times = append(times[1:], first)
		return first, nil
	}
}

const (
	us = time.Microsecond
	ms = time.Millisecond
)

func TestLine(t *testing.T) {
	for name, c := range map[string]struct {
		row  row
		want string
	}{
		"times the floor": {
			row{work: "w", store: "s", floor: takes(100*us, 200*us, 100*us), plain: takes(110*us, 180*us, 150*us), full: takes(200*us, 250*us, 120*us), target: target{times: 1.2}},
			"| w | s | 100 µs | 150 µs, ×1.10 | 200 µs, ×1.25 | ×1.20, missed | 0.90 – 1.50; 1.20 – 2.00 |\n",
		},
		"over plain": {
			row{work: "w", store: "s", plain: takes(3*us, 4*us, 5*us), full: takes(4*us, 3*us, 9500), target: target{over: 5 * us}},
			"| w | s |  | 4 µs | 4 µs, +1 µs | +5 µs, met | −1 µs – +4.5 µs |\n",
		},
		"a rate, with a floor": {
			row{work: "w", store: "s", rate: true, floor: takes(5 * us), full: takes(10 * us), target: target{most: 10 * us}},
			"| w | s | 5 µs (200 000/s) |  | 10 µs (100 000/s), ×2.00 | 100 000/s, met | 2.00 – 2.00 |\n",
		},
		"by itself, without a target": {
			row{work: "w", store: "s", rate: true, full: takes(30*ms, 20*ms, 40*ms)},
			"| w | s |  |  | 30 ms (33.3/s) |  | 20 ms – 40 ms |\n",
		},
		"a latency": {
			row{work: "w", store: "s", plain: takes(2 * ms), target: target{most: ms}},
			"| w | s |  | 2 ms |  | 1 ms, missed | 2 ms – 2 ms |\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			require.NoError(t, c.row.print(t.Context(), 3, &out))
			assert.Equal(t, c.want, out.String())
		})
	}
}

func TestPrintGivesUpWhatIsShared(t *testing.T) {
	closed := 0
	r := row{work: "w", store: "s", plain: takes(us), close: func() error { closed++; return nil }}
	require.NoError(t, r.print(t.Context(), 1, &strings.Builder{}))
	assert.Equal(t, 1, closed)

	r.full = func(context.Context) (time.Duration, error) { return 0, assert.AnError }
	r.close = func() error { return errors.New("not closed") }
	err := r.print(t.Context(), 1, &strings.Builder{})
	require.ErrorIs(t, err, assert.AnError)
	require.ErrorContains(t, err, "w, s, features on: ")
	require.ErrorContains(t, err, "not closed")
}

func TestShort(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 ns", 999: "999 ns", 1500: "1.5 µs", 12340: "12.3 µs", 2 * ms: "2 ms", 90 * time.Second: "90 s", -1500: "-1.5 µs",
	} {
		assert.Equal(t, want, short(d))
	}
}

func TestThousands(t *testing.T) {
	for rate, want := range map[float64]string{12.34: "12.3", 123.4: "123", 1234: "1 234", 100_000: "100 000", 100_007: "100 007", 1_000_000: "1 000 000"} {
		assert.Equal(t, want, thousands(rate))
	}
}

func TestMedian(t *testing.T) {
	assert.Equal(t, 2, median([]int{3, 1, 2}))
	assert.Equal(t, 2, median([]int{4, 1, 2, 3}))
}

func TestTimedSharesTheWork(t *testing.T) {
	done := make(chan int, 100)
	each, err := timed(100, 8, func(i int) error { done <- i; return nil })
	require.NoError(t, err)
	assert.Positive(t, each)
	close(done)
	sum := 0
	for i := range done {
		sum += i
	}
	assert.Equal(t, 99*100/2, sum)

	_, err = timed(100, 8, func(int) error { return assert.AnError })
	require.ErrorIs(t, err, assert.AnError)
}
