package jsonl_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/examples/portal/jsonl"
)

type line struct {
	N int `json:"n"`
}

func read(t *testing.T, f *jsonl.File[line]) []int {
	t.Helper()
	var found []int
	require.NoError(t, f.CatchUp(func(l line) { found = append(found, l.N) }))
	return found
}

func open(t *testing.T, path string) *jsonl.File[line] {
	t.Helper()
	f, err := jsonl.Open[line](path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestEachSeesWhatTheOtherWrote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lines.jsonl")
	here, there := open(t, path), open(t, path)
	require.NoError(t, here.Append(line{1}))
	assert.Equal(t, []int{1}, read(t, there))
	require.NoError(t, there.Append(line{2}))
	assert.Equal(t, []int{1, 2}, read(t, here))
	assert.Empty(t, read(t, here), "nothing is handed over twice")
	about, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), about.Mode().Perm())
}

// A process died in the middle of a line: what comes later is read, and what it wrote is not.
func TestATornLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lines.jsonl")
	require.NoError(t, os.WriteFile(path, []byte("{\"n\":1}\n{\"n\":"), 0o600))
	f := open(t, path)
	assert.Equal(t, []int{1}, read(t, f))
	require.NoError(t, f.Append(line{3}))
	assert.Equal(t, []int{3}, read(t, f))
}

func TestAnotherFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lines.jsonl")
	require.NoError(t, os.WriteFile(path, []byte("{\"n\":1}\nhello\n"), 0o600))
	err := open(t, path).CatchUp(func(line) {})
	require.Error(t, err)
	assert.True(t, strings.Contains(err.Error(), "line 2"), err)
}
