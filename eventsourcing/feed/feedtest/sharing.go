package feedtest

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// shares returns how many lanes each holder has.
func shares(t *testing.T, store eventsourcing.Store) map[string]int {
	t.Helper()
	held, err := store.Held(t.Context(), "feed/group/"+category+"/lane/", time.Now())
	require.NoError(t, err)
	shares := map[string]int{}
	for _, lease := range held {
		holder, _, _ := strings.Cut(lease.Holder, "-")
		shares[holder]++
	}
	return shares
}

func testSharing(t *testing.T, newStore NewStore) {
	join := func(t *testing.T, store eventsourcing.Store, name string) *consumer {
		t.Helper()
		return consume(t, store, feed.Config{Holder: name}, ackAll)
	}

	inBubble(t, "each holder has its share", newStore, func(t *testing.T, store eventsourcing.Store) {
		const settle = 5 * time.Second
		a := join(t, store, "a")
		time.Sleep(settle)
		assert.Equal(t, map[string]int{"a": 8}, shares(t, store))
		b := join(t, store, "b")
		time.Sleep(settle)
		assert.Equal(t, map[string]int{"a": 4, "b": 4}, shares(t, store))
		join(t, store, "c")
		time.Sleep(settle)
		assert.Equal(t, map[string]int{"a": 3, "b": 3, "c": 2}, shares(t, store))
		a.close()
		time.Sleep(settle)
		assert.Equal(t, map[string]int{"b": 4, "c": 4}, shares(t, store))
		time.Sleep(2 * time.Minute)
		assert.Equal(t, map[string]int{"b": 4, "c": 4}, shares(t, store), "leases are renewed")
		b.close()
		time.Sleep(settle)
		assert.Equal(t, map[string]int{"c": 8}, shares(t, store))
	})

	inBubble(t, "more holders than lanes", newStore, func(t *testing.T, store eventsourcing.Store) {
		var all []*consumer
		for range 12 {
			all = append(all, join(t, store, "same"))
		}
		time.Sleep(5 * time.Second)
		held, err := store.Held(t.Context(), "feed/group/"+category+"/lane/", time.Now())
		require.NoError(t, err)
		holders := map[string]bool{}
		for _, lease := range held {
			holders[lease.Holder] = true
		}
		assert.Len(t, held, 8)
		assert.Len(t, holders, 8, "one lane each")
		for _, c := range all[1:] {
			c.close()
		}
		record(t, store, stream(1), 3)
		time.Sleep(5 * time.Second)
		assert.Equal(t, upTo(1, 3), all[0].versions(stream(1)))
	})

	inBubble(t, "handing a lane over repeats nothing and waits for the message in hand", newStore, func(t *testing.T, store eventsourcing.Store) {
		busy := newExclusive()
		var mu sync.Mutex
		handled := map[eventsourcing.Stream][]int64{}
		slow := func(_ *message.Message, r eventsourcing.Record) bool {
			defer busy.enter(t, r.Stream)()
			time.Sleep(400 * time.Millisecond)
			mu.Lock()
			defer mu.Unlock()
			handled[r.Stream] = append(handled[r.Stream], r.Version)
			return true
		}
		for id := range 16 {
			record(t, store, stream(id), 30)
		}
		for range 4 {
			consume(t, store, feed.Config{}, slow)
			time.Sleep(4 * time.Second)
		}
		time.Sleep(10 * time.Minute)
		for id := range 16 {
			assert.Equal(t, upTo(1, 30), handled[stream(id)])
		}
	})

	inBubble(t, "a holder nobody reads from gives its surplus away", newStore, func(t *testing.T, store eventsourcing.Store) {
		for id := range 64 {
			record(t, store, stream(id), 1)
		}
		subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "group", Holder: "silent"})
		require.NoError(t, err)
		defer func() { require.NoError(t, subscriber.Close()) }()
		_, err = subscriber.Subscribe(t.Context(), category)
		require.NoError(t, err)
		time.Sleep(time.Second)
		reading := join(t, store, "reading")
		time.Sleep(5 * time.Second)
		assert.Equal(t, map[string]int{"silent": 4, "reading": 4}, shares(t, store))
		assert.NotEmpty(t, reading.deliveries())
	})

	inBubble(t, "a pause before redelivery does not hold a surplus lane", newStore, func(t *testing.T, store eventsourcing.Store) {
		for id := range 64 {
			record(t, store, stream(id), 1)
		}
		pause := feed.Exponential(time.Hour, time.Hour)
		consume(t, store, feed.Config{Holder: "failing", Backoff: pause}, func(*message.Message, eventsourcing.Record) bool { return false })
		time.Sleep(time.Second)
		join(t, store, "healthy")
		time.Sleep(5 * time.Second)
		assert.Equal(t, map[string]int{"failing": 4, "healthy": 4}, shares(t, store))
	})

	inBubble(t, "subscriptions of one subscriber share too", newStore, func(t *testing.T, store eventsourcing.Store) {
		subscriber, err := feed.NewSubscriber(store, feed.Config{Group: "group"})
		require.NoError(t, err)
		defer func() { require.NoError(t, subscriber.Close()) }()
		var mu sync.Mutex
		var counts [2]int
		for i := range counts {
			messages, err := subscriber.Subscribe(t.Context(), category)
			require.NoError(t, err)
			go func() {
				for msg := range messages {
					mu.Lock()
					counts[i]++
					mu.Unlock()
					msg.Ack()
				}
			}()
		}
		time.Sleep(5 * time.Second)
		for id := range 64 {
			record(t, store, stream(id), 1)
		}
		time.Sleep(time.Second)
		mu.Lock()
		defer mu.Unlock()
		assert.Equal(t, 64, counts[0]+counts[1])
		assert.NotZero(t, counts[0])
		assert.NotZero(t, counts[1])
	})
}
