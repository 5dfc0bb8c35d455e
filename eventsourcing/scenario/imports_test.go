package scenario_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const kernel = "github.com/kabinet-go/kabinet/eventsourcing"

// Who tests decisions with this package brings nothing into the build that the kernel does not bring.
func TestScenarioNeedsNothingButTheKernel(t *testing.T) {
	own := dependencies(t, kernel)
	for path := range dependencies(t, kernel+"/scenario") {
		assert.True(t, own[path] || path == kernel+"/scenario", "%s is needed by package scenario alone", path)
	}
	for path := range own {
		assert.NotContains(t, path, "/testify")
		assert.NotContains(t, path, "/watermill")
		assert.NotContains(t, path, "kabinet/adapters")
	}
}

// dependencies are the packages, but those of the standard library, that go into the build of one.
func dependencies(t *testing.T, path string) map[string]bool {
	t.Helper()
	list := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", path)
	out, err := list.Output()
	require.NoError(t, err)
	found := map[string]bool{}
	for path := range strings.FieldsSeq(string(out)) {
		found[path] = true
	}
	require.NotEmpty(t, found)
	return found
}
