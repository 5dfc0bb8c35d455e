package simulation

import (
	"context"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// journal is the store that all processes share. It remembers everything that was ever committed, in the
// order of the commits, also what was purged since.
type journal struct {
	*memory.Store

	mu      sync.Mutex
	clock   int64
	commits []commit
	reasons []string
}

// commit is one batch as it was applied. Its number orders it among all that happens in the world.
type commit struct {
	number  int64
	at      time.Time
	batch   eventsourcing.Batch
	records []eventsourcing.Record
}

func newJournal() *journal { return &journal{Store: memory.NewStore()} }

// tick gives the next number in the order of what happens.
func (j *journal) tick() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.clock++
	return j.clock
}

// Append implements [eventsourcing.Appender].
func (j *journal) Append(ctx context.Context, batch eventsourcing.Batch) (int64, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	position, err := j.Store.Append(ctx, batch)
	if err != nil {
		return position, err
	}
	j.clock++
	made := commit{number: j.clock, at: time.Now(), batch: batch}
	for _, add := range batch.Streams {
		for i, record := range add.Records {
			record.Stream, record.Version = add.Stream, add.Expected+int64(i)+1
			made.records = append(made.records, record)
		}
	}
	for i := range made.records {
		made.records[i].Position = position - int64(len(made.records)-1-i)
	}
	j.commits = append(j.commits, made)
	return position, nil
}

// Park implements [eventsourcing.Parking].
func (j *journal) Park(ctx context.Context, parked eventsourcing.Parked, fence eventsourcing.Fence) error {
	j.mu.Lock()
	j.reasons = append(j.reasons, parked.Reason)
	j.mu.Unlock()
	return j.Store.Park(ctx, parked, fence)
}

// all returns what was committed so far.
func (j *journal) all() []commit {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.commits[:len(j.commits):len(j.commits)]
}
