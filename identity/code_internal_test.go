package identity

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing/golden"
)

var began = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

func TestEventsOfTries(t *testing.T) {
	golden.Check(t, TriesCodec(), "testdata/tries", WrongCounted{Account: "01HZX3K7Q4M8T0000000000000", At: began})
}

// CNF-4: of two limits the one that lasts longer counts.
func TestTriesAllow(t *testing.T) {
	figure := DefaultPolicy().Codes
	spread := func(pause time.Duration, n int) Tries {
		var tries Tries
		for i := n; i > 0; i-- {
			tries = append(tries, began.Add(-time.Duration(i)*pause))
		}
		return tries
	}
	for name, c := range map[string]struct {
		tries Tries
		wait  time.Duration
		left  int
	}{
		"none":                        {nil, 0, 5},
		"four":                        {spread(time.Minute, 4), 0, 1},
		"five":                        {spread(time.Minute, 5), 5 * time.Minute, 0},
		"the fifth 10 minutes ago":    {spread(2*time.Minute, 5), 0, 1},
		"nineteen in a day":           {spread(time.Hour, 19), 0, 1},
		"twenty in a day":             {spread(time.Hour, 20), 4 * time.Hour, 0},
		"the twentieth a day ago":     {spread(72*time.Minute, 20), 0, 1},
		"both limits, the day longer": {spread(time.Minute, 20), 24*time.Hour - 20*time.Minute, 0},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.left, c.tries.left(figure, began))
			err := c.tries.allow(figure, began)
			if c.wait == 0 {
				require.NoError(t, err)
				return
			}
			var limited *Limited
			require.ErrorAs(t, err, &limited)
			assert.Equal(t, c.wait, limited.Wait)
			require.Error(t, c.tries.allow(figure, began.Add(c.wait-1)))
			require.NoError(t, c.tries.allow(figure, began.Add(c.wait)))
		})
	}
}

// COD-7, COD-8: a code is compared as people type it, and prints as a mask; no code is right where there is none.
func TestCode(t *testing.T) {
	code := NewCode("K7XQ012345")
	assert.Equal(t, "K7XQ0 12345", code.Groups())
	assert.True(t, code.Is(" k7xqo-i2345"))
	assert.False(t, code.Is("K7XQ012346"))
	assert.False(t, code.Is(""))
	assert.False(t, Code{}.Is(""))
	assert.Empty(t, Code{}.Reveal())
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s %d", code, code, code, code, code), code.LogValue().String()} {
		assert.NotContains(t, text, "K7XQ")
	}
}

func TestPolicyValidate(t *testing.T) {
	require.NoError(t, DefaultPolicy().Validate())
	for figure, spoil := range map[string]func(*Policy){
		"ReportFor":         func(p *Policy) { p.ReportFor = 0 },
		"Codes.Length":      func(p *Policy) { p.Codes.Length = 9 },
		"Codes.Length 13":   func(p *Policy) { p.Codes.Length = 13 },
		"Codes.Tries":       func(p *Policy) { p.Codes.Tries = 0 },
		"Codes.TriesWithin": func(p *Policy) { p.Codes.TriesWithin = 25 * time.Hour },
		"Codes.WrongPerDay": func(p *Policy) { p.Codes.WrongPerDay = 4 },
	} {
		p := DefaultPolicy()
		spoil(&p)
		assert.ErrorContains(t, p.Validate(), figure)
	}
}
