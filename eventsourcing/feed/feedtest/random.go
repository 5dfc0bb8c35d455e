package feedtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// testRandom lets writers, holders that come, go and crash, failing handlers, a noisy store and an
// operator loose on each other, and demands that no message is ever delivered before the one before it
// in its stream was acked, and that all are acked in the end.
func testRandom(t *testing.T, newStore NewStore) {
	t.Helper()
	seeds := uint64(10)
	if testing.Short() {
		seeds = 3
	}
	for seed := range seeds {
		inBubble(t, fmt.Sprintf("seed %d", seed), newStore, func(t scene) {
			c := &chaos{
				scene: t, dice: rand.New(rand.NewPCG(seed, 1)),
				written: map[eventsourcing.Stream]int64{}, acked: map[eventsourcing.Stream]int64{},
				inHand: map[eventsourcing.Stream]context.Context{},
			}
			c.run()
		})
	}
}

const (
	randomStreams = 12
	randomAppends = 250
	randomHolders = 3
)

type chaos struct {
	scene

	mu      sync.Mutex
	dice    *rand.Rand
	written map[eventsourcing.Stream]int64
	acked   map[eventsourcing.Stream]int64 // the last version acked, or dropped by the operator
	inHand  map[eventsourcing.Stream]context.Context
	calm    bool
	faults  struct{ nacks, parked, dropped, crashes int }
}

func (c *chaos) run() {
	var writing, holding sync.WaitGroup
	writing.Go(func() { c.write() })
	stop := make(chan struct{})
	for range randomHolders {
		holding.Go(func() {
			for !closed(stop) {
				c.hold()
			}
		})
	}
	holding.Go(func() {
		for !closed(stop) {
			time.Sleep(c.upTo(3 * time.Second))
			c.operate()
		}
	})
	writing.Wait()
	close(stop)
	holding.Wait()

	c.mu.Lock()
	c.calm = true
	c.mu.Unlock()
	c.join(c.store)
	for range 20 {
		time.Sleep(10 * time.Second)
		c.operate()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	assert.Equal(c, c.written, c.acked)
	c.Logf("%+v", c.faults)
}

func (c *chaos) write() {
	for range randomAppends {
		to, count := stream(c.number(randomStreams)), 1+c.number(4)
		c.mu.Lock()
		c.written[to] += int64(count)
		c.mu.Unlock()
		c.record(to, count)
		time.Sleep(c.upTo(200 * time.Millisecond))
	}
}

// hold is the life of one holder: it works for a while, then leaves in order or crashes.
func (c *chaos) hold() {
	line := &cable{Store: c.store, noise: func() bool { return c.number(100) < 3 }}
	holder := c.join(line)
	line.noisy.Store(true)
	time.Sleep(c.upTo(15 * time.Second))
	if c.number(3) == 0 {
		line.cut.Store(true)
		c.mu.Lock()
		c.faults.crashes++
		c.mu.Unlock()
		time.Sleep(c.upTo(8 * time.Second))
	}
	holder.close()
	time.Sleep(c.upTo(time.Second))
}

func (c *chaos) join(store feed.Store) *consumer {
	return c.consume(store, feed.Config{
		Lanes: 4, MaxAttempts: 3, Backoff: feed.Exponential(10*time.Millisecond, 100*time.Millisecond),
		StoreBackoff: feed.Exponential(10*time.Millisecond, time.Second), PollInterval: 500 * time.Millisecond,
		LeaseTTL: 5 * time.Second, CheckpointInterval: 700 * time.Millisecond, ReadBatch: 8,
	}, c.handler())
}

func (c *chaos) handler() handler {
	return func(msg *message.Message, r eventsourcing.Record) bool {
		c.mu.Lock()
		if before := c.inHand[r.Stream]; before != nil && before.Err() == nil {
			c.Errorf("%s %d delivered with another one in hand", r.Stream, r.Version)
		}
		if r.Version > c.acked[r.Stream]+1 {
			c.Errorf("%s %d delivered, but only %d acked", r.Stream, r.Version, c.acked[r.Stream])
		}
		ctx, done := context.WithCancel(msg.Context())
		defer done()
		c.inHand[r.Stream] = ctx
		calm := c.calm
		c.mu.Unlock()
		if calm {
			return c.answer(r, true)
		}
		select {
		case <-msg.Context().Done():
			return c.answer(r, c.number(2) == 0)
		case <-time.After(c.upTo(20 * time.Millisecond)):
			return c.answer(r, c.number(100) < 75)
		}
	}
}

func (c *chaos) answer(r eventsourcing.Record, ack bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ack {
		c.acked[r.Stream] = max(c.acked[r.Stream], r.Version)
	} else {
		c.faults.nacks++
	}
	return ack
}

// operate retries what is parked, and drops some of it.
func (c *chaos) operate() {
	parking := feed.NewParking(c.store, "group", category)
	parked, err := parking.List(c.Context())
	assert.NoError(c, err)
	for _, p := range parked {
		if p.Order != eventsourcing.KeepParked {
			continue
		}
		order := parking.Retry
		drop := c.number(4) == 0
		c.mu.Lock()
		c.faults.parked++
		if drop {
			order = parking.Drop
			c.faults.dropped++
			c.acked[p.Stream] = max(c.acked[p.Stream], p.Version)
		}
		c.mu.Unlock()
		assert.NoError(c, order(c.Context(), p.Stream))
	}
}

func (c *chaos) number(below int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dice.IntN(below)
}

func (c *chaos) upTo(longest time.Duration) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Duration(c.dice.Int64N(int64(longest)))
}

func closed(channel <-chan struct{}) bool {
	select {
	case <-channel:
		return true
	default:
		return false
	}
}
