package postgres_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// The benchmarks compare the store with a floor: pgx writing and reading the same rows of the same tables with
// the same durability, and nothing else.
//
//	go test -run=NONE -bench=. -count=5

func BenchmarkCreate(b *testing.B) {
	for _, open := range subjects {
		b.Run(open.name, func(b *testing.B) {
			s := open.subject(b)
			for i := 0; b.Loop(); i++ {
				s.append(b, streamID(i), 0, events[:1])
			}
		})
	}
}

func BenchmarkLoad10Append1(b *testing.B) {
	for _, open := range subjects {
		b.Run(open.name, func(b *testing.B) {
			s := open.subject(b)
			const streams = 50
			for i := range streams {
				s.append(b, streamID(i), 0, events[:10])
			}
			for i := 0; b.Loop(); i++ {
				id, version := streamID(i%streams), int64(i/streams)
				require.Equal(b, 10, s.load(b, id, version))
				s.append(b, id, version+10, events[:1])
			}
		})
	}
}

func BenchmarkLoad1000(b *testing.B) {
	for _, open := range subjects {
		b.Run(open.name, func(b *testing.B) {
			s := open.subject(b)
			s.append(b, "one", 0, events)
			for b.Loop() {
				require.Equal(b, 1000, s.load(b, "one", 0))
			}
		})
	}
}

func BenchmarkBatch1000(b *testing.B) {
	for _, open := range subjects {
		b.Run(open.name, func(b *testing.B) {
			s := open.subject(b)
			for i := 0; b.Loop(); i++ {
				s.append(b, streamID(i), 0, events)
			}
		})
	}
}

func BenchmarkEightWriters(b *testing.B) {
	for _, open := range subjects {
		b.Run(open.name, func(b *testing.B) {
			s := open.subject(b)
			var streams atomic.Int64
			parallel(b, 8, func() { s.append(b, streamID(int(streams.Add(1))), 0, events[:1]) })
		})
	}
}

func BenchmarkReadLog10000(b *testing.B) {
	for _, open := range subjects {
		b.Run(open.name, func(b *testing.B) {
			s := open.subject(b)
			for i := range 10 {
				s.append(b, streamID(i), 0, events)
			}
			for b.Loop() {
				require.Equal(b, 10_000, s.read(b))
			}
		})
	}
}

// parallel is b.RunParallel with a number of goroutines that does not depend on the processors.
func parallel(b *testing.B, n int, do func()) {
	b.Helper()
	work := make(chan struct{})
	done := make(chan struct{})
	for range n {
		go func() {
			for range work {
				do()
			}
			done <- struct{}{}
		}()
	}
	for b.Loop() {
		work <- struct{}{}
	}
	close(work)
	for range n {
		<-done
	}
}

type subject interface {
	append(b *testing.B, id string, expected int64, records []eventsourcing.Record)
	load(b *testing.B, id string, after int64) int
	read(b *testing.B) int
}

var subjects = []struct {
	name    string
	subject func(b *testing.B) subject
}{
	{"floor", func(b *testing.B) subject { b.Helper(); return newFloor(b) }},
	{"store", func(b *testing.B) subject {
		b.Helper()
		return measured{open(b, postgrestest.Connection(b)+"&pool_max_conns=8", postgres.Options{})}
	}},
}

func streamID(i int) string { return fmt.Sprintf("01K0%022d", i) }

// events are of the usual size: a short public part and a sealed one.
var events = func() []eventsourcing.Record {
	records := make([]eventsourcing.Record, 1000)
	for i := range records {
		records[i] = eventsourcing.Record{
			ID: fmt.Sprintf("01K1%022d", i), Type: "account.contact-confirmed", Schema: 1,
			Time: time.Date(2026, 1, 1, 0, 0, i, 0, time.UTC),
			Data: make([]byte, 120), Sealed: make([]byte, 180), Key: "01K0000000000000000000000A",
			Metadata: map[string]string{"actor": "person", "cause": "01K2000000000000000000000A"},
		}
	}
	return records
}()

type measured struct{ *postgres.Store }

func (m measured) append(b *testing.B, id string, expected int64, records []eventsourcing.Record) {
	b.Helper()
	_, err := m.Append(context.Background(), eventsourcing.Batch{Streams: []eventsourcing.Append{{
		Stream: eventsourcing.Stream{Category: "account", ID: id}, Expected: expected, Records: records,
	}}})
	require.NoError(b, err)
}

func (m measured) load(b *testing.B, id string, after int64) (n int) {
	b.Helper()
	for _, err := range m.Load(context.Background(), eventsourcing.Stream{Category: "account", ID: id}, after) {
		require.NoError(b, err)
		n++
	}
	return n
}

func (m measured) read(b *testing.B) (n int) {
	b.Helper()
	for after := int64(0); ; {
		page, err := m.Read(context.Background(), after, 500)
		require.NoError(b, err)
		if len(page.Records) == 0 {
			return n
		}
		n, after = n+len(page.Records), page.Next
	}
}
