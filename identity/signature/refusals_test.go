package signature_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/identity/signature"
)

// Every refusal has a code and two texts of its own, and docs/signatures.md explains it.
func TestEveryRefusalIsItsOwn(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "refusals.go", nil, 0)
	require.NoError(t, err)
	seen, count := map[string]bool{}, 0
	document, err := os.ReadFile("../../docs/signatures.md")
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		count++
		require.Len(t, call.Args, 3)
		for _, argument := range call.Args {
			literal, ok := argument.(*ast.BasicLit)
			require.True(t, ok)
			text, err := strconv.Unquote(literal.Value)
			require.NoError(t, err)
			assert.NotEmpty(t, text)
			assert.False(t, seen[text], text)
			seen[text] = true
		}
		code, _ := strconv.Unquote(call.Args[0].(*ast.BasicLit).Value)
		last := code[strings.LastIndex(code, "."):] // "`signature.issuer.expired`, `.not-yet-valid`"
		assert.True(t, strings.Contains(string(document), "`"+code+"`") || strings.Contains(string(document), "`"+last+"`"), code)
		return true
	})
	assert.NotZero(t, count)
}

func TestRefusalsTellTheirFigures(t *testing.T) {
	refusal := signature.ErrTooLarge.With("max", 262144)
	assert.Contains(t, refusal.Message(language.Russian), "больше 262144 байт.")
	assert.Contains(t, refusal.Message(language.English), "more than 262144 bytes.")
	assert.Contains(t, signature.ErrSubject.With("field", "INN").Message(language.Russian), "Поле INN")
}
