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

// held returns the leases of all lanes.
func (t scene) held() []eventsourcing.Lease {
	t.Helper()
	held, err := t.store.Held(t.Context(), "feed/group/"+category+"/lane/", time.Now())
	require.NoError(t, err)
	return held
}

// shares returns how many lanes each holder has.
func (t scene) shares() map[string]int {
	t.Helper()
	shares := map[string]int{}
	for _, lease := range t.held() {
		holder, _, _ := strings.Cut(lease.Holder, "-")
		shares[holder]++
	}
	return shares
}

func (t scene) join(name string) *consumer {
	t.Helper()
	return t.consume(t.store, feed.Config{Holder: name}, ackAll)
}

func testSharing(t *testing.T, newStore NewStore) {
	t.Helper()
	inBubble(t, "each holder has its share", newStore, func(t scene) {
		const settle = 5 * time.Second
		a := t.join("a")
		time.Sleep(settle)
		assert.Equal(t, map[string]int{"a": 8}, t.shares())
		b := t.join("b")
		time.Sleep(settle)
		assert.Equal(t, map[string]int{"a": 4, "b": 4}, t.shares())
		t.join("c")
		time.Sleep(settle)
		assert.Equal(t, map[string]int{"a": 3, "b": 3, "c": 2}, t.shares())
		a.close()
		time.Sleep(settle)
		assert.Equal(t, map[string]int{"b": 4, "c": 4}, t.shares())
		time.Sleep(2 * time.Minute)
		assert.Equal(t, map[string]int{"b": 4, "c": 4}, t.shares(), "leases are renewed")
		b.close()
		time.Sleep(settle)
		assert.Equal(t, map[string]int{"c": 8}, t.shares())
	})

	inBubble(t, "more holders than lanes", newStore, func(t scene) {
		var all []*consumer
		for range 12 {
			all = append(all, t.join("same"))
		}
		time.Sleep(5 * time.Second)
		held, err := t.store.Held(t.Context(), "feed/group/"+category+"/lane/", time.Now())
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
		t.record(stream(1), 3)
		time.Sleep(5 * time.Second)
		assert.Equal(t, upTo(1, 3), all[0].versions(stream(1)))
	})

	inBubble(t, "handing a lane over repeats nothing and waits for the message in hand", newStore, func(t scene) {
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
			t.record(stream(id), 30)
		}
		for range 4 {
			t.consume(t.store, feed.Config{}, slow)
			time.Sleep(4 * time.Second)
		}
		time.Sleep(10 * time.Minute)
		for id := range 16 {
			assert.Equal(t, upTo(1, 30), handled[stream(id)])
		}
	})

	inBubble(t, "a holder nobody reads from gives its surplus away", newStore, func(t scene) {
		for id := range 64 {
			t.record(stream(id), 1)
		}
		subscriber, err := feed.NewSubscriber(t.store, feed.Config{Group: "group", Holder: "silent"})
		require.NoError(t, err)
		defer func() { require.NoError(t, subscriber.Close()) }()
		_, err = subscriber.Subscribe(t.Context(), category)
		require.NoError(t, err)
		time.Sleep(time.Second)
		reading := t.join("reading")
		time.Sleep(5 * time.Second)
		assert.Equal(t, map[string]int{"silent": 4, "reading": 4}, t.shares())
		assert.NotEmpty(t, reading.deliveries())
	})

	inBubble(t, "a pause before redelivery does not hold a surplus lane", newStore, func(t scene) {
		for id := range 64 {
			t.record(stream(id), 1)
		}
		pause := feed.Exponential(time.Hour, time.Hour)
		t.consume(t.store, feed.Config{Holder: "failing", Backoff: pause}, func(*message.Message, eventsourcing.Record) bool { return false })
		time.Sleep(time.Second)
		t.join("healthy")
		time.Sleep(5 * time.Second)
		assert.Equal(t, map[string]int{"failing": 4, "healthy": 4}, t.shares())
	})

	inBubble(t, "subscriptions of one subscriber share too", newStore, func(t scene) {
		subscriber, err := feed.NewSubscriber(t.store, feed.Config{Group: "group"})
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
			t.record(stream(id), 1)
		}
		time.Sleep(time.Second)
		mu.Lock()
		defer mu.Unlock()
		assert.Equal(t, 64, counts[0]+counts[1])
		assert.NotZero(t, counts[0])
		assert.NotZero(t, counts[1])
	})
}
