package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
)

// grown runs the command on small sizes and returns what it printed.
func grown(t *testing.T, store string) string {
	t.Helper()
	// The account that runs a server need not be ours, so the folder is nobody's secret.
	dir, err := os.MkdirTemp("", "kabinet-growth-test-")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))
	picture := filepath.Join(dir, "growth.svg")
	var out strings.Builder
	require.NoError(t, run(t.Context(), []string{
		"-stores", store, "-sizes", "1000,2000", "-runs", "1", "-times", "8", "-seconds", "1", "-dir", dir, "-picture", picture,
	}, &out))
	drawn, err := os.ReadFile(picture)
	require.NoError(t, err)
	wellFormed(t, string(drawn))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 1, "only the picture is left")
	assert.NotRegexp(t, "NaN|Inf", out.String()+string(drawn))
	assert.Regexp(t, `### 1 000 accounts, 8 000 events`, out.String(), "eight events each")
	assert.Regexp(t, `### 2 000 accounts, 16 \d+ events`, out.String())
	assert.Equal(t, 2, strings.Count(out.String(), "register from end to end"))
	return out.String()
}

func TestGrowthOnSQLite(t *testing.T) { grown(t, "sqlite") }

// A server of our own is started, crashed and thrown away.
func TestGrowthOnPostgreSQL(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	if _, err := findPrograms(); err != nil {
		if os.Getenv(postgrestest.EnvRequire) == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	text := grown(t, "postgres")
	for _, wanted := range []string{
		`\n\| 1 \| \d+ \| [1-9]`, // at rest: connections, queries
		`MB \| .*s \| .*s \|`,    // after a crash
		`purge of [\d ]+ challenges`,
		`append one event \| .*1\.0 transact`, // one transaction for a command
	} {
		assert.Regexp(t, wanted, text)
	}
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
	}
}

func TestPictureShowsEveryPoint(t *testing.T) {
	measured := func(size int, ratio float64) point {
		c := cost{command: "c", grown: []time.Duration{time.Duration(ratio * 1000)}, small: []time.Duration{1000}}
		return point{size: size, weight: weight{tables: int64(size) * 3000, indexes: int64(size) * 1000}, costs: []cost{c}, read: 1000}
	}
	drawn := string(picture([]curve{
		{"one", []point{measured(1000, 1), measured(100_000, 1.2)}}, {"other", []point{measured(1000, 1), measured(100_000, 2)}},
	}))
	wellFormed(t, drawn)
	assert.Len(t, regexp.MustCompile(`r="3.5"`).FindAllString(drawn, -1), 2*2*len(panels))
	assert.Contains(t, drawn, ">other<")
	assert.Contains(t, drawn, ">10k<")
}

func TestNiceCeiling(t *testing.T) {
	for value, want := range map[float64]float64{0: 1, 0.9: 1, 1.2: 1.5, 2: 2, 4200: 5000, 71_000: 100_000} {
		assert.InDelta(t, want, niceCeiling(value), 1e-9)
	}
}

func TestParse(t *testing.T) {
	o, err := parse([]string{"-sizes", "10,20", "-stores", "sqlite"})
	require.NoError(t, err)
	assert.Equal(t, []int{10, 20}, o.sizes)
	assert.Equal(t, []string{"sqlite"}, o.stores)
	for _, args := range [][]string{{"-stores", "oracle"}, {"-sizes", "many"}} {
		_, err := parse(args)
		require.Error(t, err, args)
	}
}

func TestReadable(t *testing.T) {
	for number, want := range map[float64]string{0: "0", 12.34: "12.3", 1234: "1 234", 1_000_000: "1 000 000"} {
		assert.Equal(t, want, thousands(number))
	}
	assert.Equal(t, "1.5 ms", short(1500*time.Microsecond))
	assert.Equal(t, "90 s", short(90*time.Second))
	assert.Equal(t, "1.5 GB", large(1_500_000_000))
	assert.Equal(t, "2.5 MB", large(2_500_000))
}
