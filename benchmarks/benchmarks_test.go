package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every row runs and gives figures, so that none rots between releases. How large they are is not asked.
func TestEveryRowRuns(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(t.Context(), []string{"-quick", "-dir", t.TempDir()}, &out))
	_, table, found := strings.Cut(out.String(), heading)
	require.True(t, found)
	lines := strings.Split(strings.TrimSpace(table), "\n")
	rows := plan(&folder{}, sizing{quick: true}, 2)
	require.Len(t, lines, len(rows))
	for i, line := range lines {
		t.Run(rows[i].work+", "+rows[i].store, func(t *testing.T) {
			cells := strings.Split(line, "|")
			require.Len(t, cells, 9)
			contenders := map[string]contender{cells[3]: rows[i].floor, cells[4]: rows[i].plain, cells[5]: rows[i].full}
			for cell, contender := range contenders {
				assert.Equal(t, contender != nil, regexp.MustCompile(`[1-9].* (ns|µs|ms|s)`).MatchString(cell), cell)
			}
			assert.NotRegexp(t, "NaN|Inf", line)
		})
	}
}
