package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// BenchmarkFeedOfAnotherProcess reports how long after their append events are delivered in another process,
// which polls: of one writer that appends now and then, and of eight that never wait.
func BenchmarkFeedOfAnotherProcess(b *testing.B) {
	b.Run("Polled", func(b *testing.B) {
		s := newServed(b)
		random := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // repeatable on purpose
		for i := range b.N {
			time.Sleep(time.Duration(random.Int64N(int64(polled)))) // not always at the same moment between two polls
			s.append(0, i)
			s.receive(1)
		}
		s.report()
	})
	b.Run("EightWriters", func(b *testing.B) {
		s := newServed(b)
		var writing sync.WaitGroup
		for writer := range 8 {
			writing.Go(func() {
				for i := writer; i < b.N; i += 8 {
					s.append(writer, i)
				}
			})
		}
		s.receive(b.N)
		writing.Wait()
		s.report()
	})
}

// polled is how often the other process looks.
const polled = 20 * time.Millisecond

// served is a store that one process appends to and another one reads.
type served struct {
	*testing.B
	store    *postgres.Store
	messages <-chan *message.Message

	mu       sync.Mutex
	appended map[string]time.Time
	received map[string]time.Time
}

func newServed(b *testing.B) *served {
	b.Helper()
	connection := postgrestest.Connection(b)
	s := &served{
		B: b, store: open(b, connection+"&pool_max_conns=8", postgres.Options{}),
		appended: map[string]time.Time{}, received: map[string]time.Time{},
	}
	subscriber, err := feed.NewSubscriber(open(b, connection, postgres.Options{}), feed.Config{Group: "benchmark", PollInterval: polled})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, subscriber.Close()) })
	s.messages, err = subscriber.Subscribe(b.Context(), "account")
	require.NoError(b, err)
	s.append(0, -1)
	(<-s.messages).Ack() // the lanes are at work
	clear(s.appended)
	b.ResetTimer()
	return s
}

func (s *served) append(writer, number int) {
	id := fmt.Sprint(number)
	_, err := s.store.Append(s.Context(), eventsourcing.Batch{Now: time.Now(), Streams: []eventsourcing.Append{{
		Stream: eventsourcing.Stream{Category: "account", ID: fmt.Sprint(writer)}, Expected: eventsourcing.AnyVersion,
		Records: []eventsourcing.Record{{ID: id, Type: "test.happened", Schema: 1, Time: time.Now(), Data: []byte(`{"number":1}`)}},
	}}})
	at := time.Now()
	if err != nil {
		s.Error(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.appended[id] = at
}

func (s *served) receive(count int) {
	for range count {
		msg := <-s.messages
		s.received[msg.UUID] = time.Now()
		msg.Ack()
	}
}

func (s *served) report() {
	took := make([]time.Duration, 0, len(s.received))
	for id, at := range s.received {
		took = append(took, at.Sub(s.appended[id]))
	}
	slices.Sort(took)
	for name, place := range map[string]int{"p50": 50, "p99": 99} {
		s.ReportMetric(float64(took[len(took)*place/100].Microseconds())/1000, name+"-ms")
	}
}
