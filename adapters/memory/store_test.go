package memory_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

func TestStoreWakesReadersInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := memory.NewStore()
		woken := false
		changed := store.Changed()
		go func() {
			<-changed
			woken = true
		}()
		synctest.Wait()
		require.False(t, woken)
		_, err := store.Append(t.Context(), event("account", "1", time.Now()))
		require.NoError(t, err)
		synctest.Wait()
		require.True(t, woken)
	})
}

func TestPurgeLeavesNoHolesBehindThatCost(t *testing.T) {
	store, start := memory.NewStore(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 1000 {
		category := "message"
		if i%10 == 0 {
			category = "account"
		}
		_, err := store.Append(t.Context(), event(category, strconv.Itoa(i), start.Add(time.Duration(i))))
		require.NoError(t, err)
	}
	total := 0
	for {
		n, err := store.Purge(t.Context(), "message", start.Add(time.Hour), 7)
		require.NoError(t, err)
		if n == 0 {
			break
		}
		total += n
	}
	require.Equal(t, 900, total)
	page, err := store.Read(t.Context(), 0, 1000)
	require.NoError(t, err)
	require.Len(t, page.Records, 100)
	for i, record := range page.Records {
		require.Equal(t, int64(i*10+1), record.Position)
	}
	require.Equal(t, int64(1000), page.Next)
}

func event(category, id string, at time.Time) eventsourcing.Batch {
	return eventsourcing.Batch{Now: at, Streams: []eventsourcing.Append{{
		Stream:  eventsourcing.Stream{Category: category, ID: id},
		Records: []eventsourcing.Record{{ID: id, Type: "test.happened", Schema: 1, Time: at, Data: []byte("{}")}},
	}}}
}
