package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/sqlite"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/storetest"
)

func TestStoreKeepsThePromisesOfThePort(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Harness {
		path := filepath.Join(t.TempDir(), "kabinet.db")
		return storetest.Harness{
			Durable: true,
			Open: func(t *testing.T) eventsourcing.Store {
				store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
				require.NoError(t, err)
				return store
			},
		}
	})
}
