package memory_test

import (
	"testing"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/storetest"
)

func TestStoreKeepsThePromisesOfThePort(t *testing.T) {
	storetest.Run(t, func(*testing.T) storetest.Harness {
		return storetest.Harness{Open: func(*testing.T) eventsourcing.Store { return memory.NewStore() }}
	})
}
