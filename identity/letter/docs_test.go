package letter

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The diagram in docs/letters.md shows every transition, and no other.
func TestDiagramShowsTheTransitions(t *testing.T) {
	var diagram strings.Builder
	diagram.WriteString("```mermaid\nstateDiagram-v2\n")
	for _, from := range states {
		for _, to := range transitions[from] {
			name := string(from)
			if from == None {
				name = "[*]"
			}
			fmt.Fprintf(&diagram, "    %s --> %s\n", name, to)
		}
	}
	diagram.WriteString("```\n")
	page, err := os.ReadFile("../../docs/letters.md")
	require.NoError(t, err)
	require.Contains(t, string(page), diagram.String())
}
