package main

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
)

// Every row runs and gives figures, so that none rots between releases. How large they are is not asked.
func TestEveryRowRuns(t *testing.T) {
	everyRowRuns(t, "memory,sqlite")
}

func TestEveryRowRunsOnPostgreSQL(t *testing.T) {
	postgrestest.Connection(t) // skips without a server
	everyRowRuns(t, "postgres")
}

func everyRowRuns(t *testing.T, stores string) {
	t.Helper()
	args := []string{"-quick", "-dir", t.TempDir(), "-stores", stores}
	var out strings.Builder
	require.NoError(t, run(t.Context(), args, &out))
	_, table, found := strings.Cut(out.String(), heading)
	require.True(t, found)
	lines := strings.Split(strings.TrimSpace(table), "\n")
	rows := planned(t, args)
	require.Len(t, lines, len(rows))
	for i, line := range lines {
		t.Run(rows[i].work+", "+string(rows[i].store), func(t *testing.T) {
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

// planned are the rows that the arguments ask for.
func planned(t *testing.T, args []string) []row {
	t.Helper()
	o, err := parse(args)
	require.NoError(t, err)
	g, err := openGround(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, g.close(context.WithoutCancel(t.Context()))) })
	return plan(g.places, sizing{quick: true}, o.streams)
}

func TestParse(t *testing.T) {
	o, err := parse([]string{"-stores", "postgres,memory", "-streams", "10,20"})
	require.NoError(t, err)
	assert.Equal(t, []placeName{onPostgreSQL, inMemory}, o.stores)
	assert.Equal(t, []int{10, 20}, o.streams)
	for _, args := range [][]string{{"-stores", "oracle"}, {"-stores", ""}, {"-streams", "many"}} {
		_, err := parse(args)
		require.Error(t, err, args)
	}
}

// The benchmarks look for the server where the store's own tests do.
func TestServerIsThatOfTheTests(t *testing.T) {
	assert.Equal(t, postgrestest.EnvConnection, envConnection)
}

func TestNoServerIsSaid(t *testing.T) {
	t.Setenv(envConnection, "postgres://127.0.0.1:1/nowhere?sslmode=disable")
	err := run(t.Context(), []string{"-quick", "-stores", "postgres"}, &strings.Builder{})
	require.ErrorContains(t, err, "no PostgreSQL")
	require.ErrorContains(t, err, envConnection)
	require.NoError(t, run(t.Context(), []string{"-quick", "-stores", "memory", "-only", "create"}, &strings.Builder{}))
}
