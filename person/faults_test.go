package person_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every fault this package declares has a code of its own, and a text in both languages that says what
// to do.
func TestDeclaredFaults(t *testing.T) {
	code := regexp.MustCompile(`^person\.[a-z-]+\.[a-z-]+$`)
	seen := map[string]bool{}
	for _, texts := range declaredFaults(t) {
		require.Len(t, texts, 3)
		assert.Regexp(t, code, texts[0])
		assert.False(t, seen[texts[0]], "%s is declared twice", texts[0])
		seen[texts[0]] = true
		assert.Regexp(t, `[а-яё]{3}`, texts[1], texts[0])
		assert.NotRegexp(t, `[а-яё]{3}`, texts[2], texts[0])
		assert.Equal(t, strings.Count(texts[1], "{"), strings.Count(texts[1], "}"))
	}
	assert.Greater(t, len(seen), 35)
}

// declaredFaults reads the arguments of fault.Define in the sources of the package.
func declaredFaults(t *testing.T) [][]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var all [][]string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			if called, ok := call.Fun.(*ast.SelectorExpr); ok && called.Sel.Name == "Define" {
				var texts []string
				for _, argument := range call.Args {
					texts = append(texts, text(t, argument))
				}
				all = append(all, texts)
			}
			return true
		})
	}
	return all
}

func text(t *testing.T, expression ast.Expr) string {
	t.Helper()
	switch e := expression.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		require.NoError(t, err)
		return s
	case *ast.BinaryExpr:
		return text(t, e.X) + text(t, e.Y)
	default:
		require.Fail(t, "a fault's texts are literals")
		return ""
	}
}
