package confirmation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// ago gives moments before noon, the longest ago first.
func ago(ages ...time.Duration) []time.Time {
	moments := make([]time.Time, len(ages))
	for i, age := range ages {
		moments[i] = noon.Add(-age)
	}
	return moments
}

// every gives n moments before noon, each so long after the one before, the last one as long ago.
func every(pause time.Duration, n int) []time.Time {
	var ages []time.Duration
	for i := n; i > 0; i-- {
		ages = append(ages, time.Duration(i)*pause)
	}
	return ago(ages...)
}

// COD-4: 60 s apart, 5 in any hour, 20 in any 24 hours; the longest remaining wait is in the refusal.
func TestMaySend(t *testing.T) {
	const minute, hour = time.Minute, time.Hour
	for name, c := range map[string]struct {
		sends []time.Time
		limit fault.Fault
		wait  time.Duration
	}{
		"never sent":                   {nil, fault.Fault{}, 0},
		"just now":                     {ago(0), ErrSendTooSoon, minute},
		"59.999999 s ago":              {ago(minute - time.Microsecond), ErrSendTooSoon, time.Microsecond},
		"60 s ago":                     {ago(minute), fault.Fault{}, 0},
		"four within the hour":         {every(10*minute, 4), fault.Fault{}, 0},
		"five within the hour":         {every(10*minute, 5), ErrSendsPerHour, 10 * minute},
		"the fifth last an hour ago":   {every(12*minute, 5), fault.Fault{}, 0},
		"five, the last just now":      {ago(59*minute+59*time.Second, 40*minute, 30*minute, 20*minute, 0), ErrSendTooSoon, minute},
		"nineteen within the day":      {every(time.Hour, 19), fault.Fault{}, 0},
		"twenty within the day":        {every(time.Hour, 20), ErrSendsPerDay, 4 * hour},
		"the twentieth last a day ago": {every(72*minute, 20), fault.Fault{}, 0},
		"day and hour: the longer":     {append(every(hour, 19), ago(time.Second)...), ErrSendsPerDay, 5 * hour},
		"a clock ahead of ours":        {ago(-30 * time.Second), ErrSendTooSoon, 90 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			allowance := Allowance{Sends: c.sends}
			err := allowance.maySend(DefaultPolicy(), noon)
			if c.wait == 0 {
				require.NoError(t, err)
				return
			}
			var limited *Limited
			require.ErrorAs(t, err, &limited)
			require.ErrorIs(t, err, c.limit)
			require.ErrorIs(t, err, fault.Refused)
			assert.Equal(t, c.wait, limited.Wait)
			assert.Equal(t, c.wait, limited.Fault().Args["wait"])

			// The wait tells the truth: a microsecond earlier it is refused, then accepted.
			require.Error(t, allowance.maySend(DefaultPolicy(), noon.Add(c.wait-time.Microsecond)))
			require.NoError(t, allowance.maySend(DefaultPolicy(), noon.Add(c.wait)))
		})
	}
}

// COD-3: wrong answers are counted per contact over any 24 hours, whatever the code.
func TestMayAnswer(t *testing.T) {
	few := Allowance{Wrongs: every(time.Minute, 49)}
	require.NoError(t, few.mayAnswer(DefaultPolicy(), noon))

	many := Allowance{Wrongs: every(time.Minute, 50)}
	var limited *Limited
	require.ErrorAs(t, many.mayAnswer(DefaultPolicy(), noon), &limited)
	require.ErrorIs(t, limited, ErrContactTries)
	assert.Equal(t, 24*time.Hour-50*time.Minute, limited.Wait)
	require.NoError(t, many.mayAnswer(DefaultPolicy(), noon.Add(limited.Wait)))
}

// COD-4: yesterday's counters go on counting today.
func TestAllowanceOfTwoDays(t *testing.T) {
	yesterday := es.Evolve(Allowance{}, es.Event[Allowance](SendCounted{At: noon}), WrongCounted{At: noon})
	today := es.Evolve(Allowance{}, es.Event[Allowance](SendCounted{At: noon.Add(13 * time.Hour)}))
	both := yesterday.and(today)
	assert.Equal(t, []time.Time{noon, noon.Add(13 * time.Hour)}, both.Sends)
	assert.Equal(t, []time.Time{noon}, both.Wrongs)
	assert.Len(t, yesterday.Sends, 1, "the parts are untouched")
	assert.Len(t, today.Sends, 1)
}
