package once_test

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/examples/portal/once"
)

func TestAllReturnWhatOneMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	returned := make([]string, 8)
	var running sync.WaitGroup
	for i := range returned {
		running.Go(func() {
			content, err := once.File(path, func() ([]byte, error) { return []byte(rand.Text()), nil })
			assert.NoError(t, err)
			returned[i] = string(content)
		})
	}
	running.Wait()
	for _, content := range returned {
		assert.Equal(t, returned[0], content)
	}
	about, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), about.Mode().Perm())
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, left, 1, "nothing lies about")
}

func TestTrouble(t *testing.T) {
	none := errors.New("none today")
	_, err := once.File(filepath.Join(t.TempDir(), "key"), func() ([]byte, error) { return nil, none })
	require.ErrorIs(t, err, none)
	_, err = once.File(filepath.Join(t.TempDir(), "no folder", "key"), func() ([]byte, error) { return nil, nil })
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = once.File(t.TempDir(), func() ([]byte, error) { return nil, nil })
	require.Error(t, err)
}
