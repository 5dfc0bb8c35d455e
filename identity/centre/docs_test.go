package centre

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The diagram in docs/centres.md shows what can come of a visit and of its slip, and nothing else.
func TestDiagramShowsTheStates(t *testing.T) {
	var diagram strings.Builder
	diagram.WriteString("```mermaid\nstateDiagram-v2\n")
	for _, state := range []State{Agreed, Differs, Sealed} {
		fmt.Fprintf(&diagram, "    [*] --> %s\n", state)
	}
	for _, state := range slices.Sorted(maps.Keys(refusals)) {
		fmt.Fprintf(&diagram, "    %s --> %s\n", Sealed, state)
	}
	diagram.WriteString("```\n")
	page, err := os.ReadFile("../../docs/centres.md")
	require.NoError(t, err)
	require.Contains(t, string(page), diagram.String())
}
