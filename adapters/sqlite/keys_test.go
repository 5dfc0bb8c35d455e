package sqlite

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func TestADestroyedKeyIsNowhereInTheFile(t *testing.T) {
	s := newStored(t, Options{})
	secret := bytes.Repeat([]byte("wrapped!"), 4)
	_, err := s.Append(t.Context(), eventsourcing.Batch{Keys: []eventsourcing.WrappedKey{
		{ID: "1", KEK: "kek", Wrapped: secret}, {ID: "2", KEK: "kek", Wrapped: []byte("another")},
	}})
	require.NoError(t, err)
	_, err = s.Append(t.Context(), eventsourcing.Batch{Erase: []string{"1"}})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	content, err := os.ReadFile(s.path)
	require.NoError(t, err)
	require.True(t, bytes.Contains(content, []byte("another")))
	require.False(t, bytes.Contains(content, secret))
	require.NoFileExists(t, s.path+"-wal")
}
