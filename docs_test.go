package kabinet_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/internal/portaltest"
)

var update = flag.Bool("update-docs", false, "write the generated documents anew")

// Every test that docs/rules.md names is there, in the folder it names.
func TestRulesNameRealTests(t *testing.T) {
	rules, err := os.ReadFile("docs/rules.md")
	require.NoError(t, err)
	named := regexp.MustCompile("`([a-z0-9/]*)\\.((?:Test|Fuzz|Example|Benchmark)\\w*)`").FindAllStringSubmatch(string(rules), -1)
	require.NotEmpty(t, named)
	for _, name := range named {
		require.True(t, hasTest(t, name[1], name[2]), "docs/rules.md names %s in %q, which is not there", name[2], name[1])
	}
}

// Every rule of the families that are built has a line.
func TestRulesAreAllListed(t *testing.T) {
	rules, err := os.ReadFile("docs/rules.md")
	require.NoError(t, err)
	for family, count := range map[string]int{"REG": 10, "COD": 10, "PWD": 5, "IDN": 9, "CNF": 11} {
		for n := 1; n <= count; n++ {
			line := regexp.MustCompile(fmt.Sprintf(`(?m)^\| %s-%d \|.*\.(Test|Fuzz)\w+`, family, n))
			require.Regexp(t, line, string(rules))
		}
	}
}

func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("./", folder, "*.go"))
	require.NoError(t, err)
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.Contains(string(source), "func "+name+"(") {
			return true
		}
	}
	return false
}

// docs/events.md is generated from the catalog: go test . -run TestEventsDocument -update-docs
func TestEventsDocument(t *testing.T) {
	k := portaltest.New(t, memory.New().Ports)
	var text strings.Builder
	text.WriteString("# Events\n\nGenerated from the code. Names and versions are stable: what an older release wrote, this one reads.\n\n| event | version |\n| --- | --- |\n")
	versions := k.Catalog.Versions()
	for _, name := range slices.Sorted(maps.Keys(versions)) {
		fmt.Fprintf(&text, "| `%s` | %d |\n", name, versions[name])
	}
	if *update {
		require.NoError(t, os.WriteFile("docs/events.md", []byte(text.String()), 0o644))
	}
	written, err := os.ReadFile("docs/events.md")
	require.NoError(t, err)
	require.Equal(t, text.String(), string(written))
}

// The README shows the example that runs as a test, word for word.
func TestReadmeShowsTheExample(t *testing.T) {
	source, err := os.ReadFile("example_test.go")
	require.NoError(t, err)
	_, body, _ := strings.Cut(string(source), "func Example() {\n")
	body, _, _ = strings.Cut(body, "\t// Output")
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), strings.TrimSpace(strings.ReplaceAll("\n"+body, "\n\t", "\n")))
}
