package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// suite is one topic being shown.
type suite struct {
	t          *testing.T
	newHarness func(t *testing.T) Harness
}

// promise shows one promise on a store of its own.
func (s *suite) promise(says string, show func(p *proof)) {
	s.t.Helper()
	s.t.Run(says, func(t *testing.T) {
		p := &proof{Assertions: require.New(t), t: t, ctx: t.Context(), harness: s.newHarness(t)}
		p.open()
		show(p)
	})
}

// proof is one promise being shown: the assertions, and the store it is about.
type proof struct {
	*require.Assertions
	t       *testing.T
	ctx     context.Context
	harness Harness
	store   eventsourcing.Store
}

func (p *proof) open() {
	p.t.Helper()
	store := p.harness.Open(p.t)
	p.NotNil(store)
	p.t.Cleanup(func() { _ = store.Close() })
	p.store = store
}

// reopen closes the store and opens its database again.
func (p *proof) reopen() {
	p.t.Helper()
	p.NoError(p.store.Close())
	p.open()
}

// append commits the batch, which must succeed.
func (p *proof) append(batch eventsourcing.Batch) int64 {
	p.t.Helper()
	position, err := p.store.Append(p.ctx, batch)
	p.NoError(err)
	return position
}

// refused offers the batch, which must fail, and returns the error.
func (p *proof) refused(batch eventsourcing.Batch) error {
	p.t.Helper()
	position, err := p.store.Append(p.ctx, batch)
	p.Error(err)
	p.Zero(position, "a refused append has no position")
	return err
}

func (p *proof) load(stream eventsourcing.Stream) []eventsourcing.Record {
	p.t.Helper()
	return p.loadAfter(stream, 0)
}

// loadAfter leaves out data keys that came along, so that records can be compared with those of the feed.
func (p *proof) loadAfter(stream eventsourcing.Stream, after int64) []eventsourcing.Record {
	p.t.Helper()
	records := p.loadWithKeys(stream, after)
	for i := range records {
		records[i].Wrapped = nil
	}
	return records
}

func (p *proof) loadWithKeys(stream eventsourcing.Stream, after int64) []eventsourcing.Record {
	p.t.Helper()
	var records []eventsourcing.Record
	for record, err := range p.store.Load(p.ctx, stream, after) {
		p.NoError(err)
		records = append(records, record)
	}
	return records
}

// feed reads everything from the beginning, in pages of an odd size.
func (p *proof) feed(categories ...string) []eventsourcing.Record {
	p.t.Helper()
	records, _ := p.feedFrom(0, 7, categories...)
	return records
}

// feedFrom reads on until there is nothing more and returns where that was.
func (p *proof) feedFrom(from int64, limit int, categories ...string) ([]eventsourcing.Record, int64) {
	p.t.Helper()
	var records []eventsourcing.Record
	for {
		page, err := p.store.Read(p.ctx, from, limit, categories...)
		p.NoError(err)
		p.LessOrEqual(len(page.Records), limit, "a page has at most limit records")
		p.GreaterOrEqual(page.Next, from, "the feed never goes back")
		last := from
		for _, record := range page.Records {
			p.Greater(record.Position, last, "positions grow")
			last = record.Position
		}
		p.LessOrEqual(last, page.Next, "Next covers every record of the page")
		if len(page.Records) == 0 && page.Next == from {
			return records, from
		}
		records = append(records, page.Records...)
		from = page.Next
	}
}

// seed is that of KABINET_STORETEST_SEED, or a new one; a failing test prints it.
func (p *proof) seed() uint64 {
	p.t.Helper()
	const variable = "KABINET_STORETEST_SEED"
	seed := rand.Uint64() //nolint:gosec // repeatable on purpose
	if text := os.Getenv(variable); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		p.NoError(err, variable)
		seed = given
	}
	p.t.Logf("%s=%d", variable, seed)
	return seed
}

// errLost is what a call of a race reports that was told no without an error.
var errLost = errors.New("somebody else was faster")

// race runs n calls at once and returns their errors.
func race(n int, do func(i int) error) []error {
	var running sync.WaitGroup
	start, errs := make(chan struct{}), make([]error, n)
	for i := range n {
		running.Go(func() {
			<-start
			errs[i] = do(i)
		})
	}
	close(start)
	running.Wait()
	return errs
}

// winner returns the index of the only call of a race that succeeded.
func (p *proof) winner(errs []error) int {
	p.t.Helper()
	won := -1
	for i, err := range errs {
		if err == nil {
			p.Equal(-1, won, "two of a race won")
			won = i
		}
	}
	p.NotEqual(-1, won, "nobody won the race: %v", errs)
	return won
}

// start is when the suite takes place; the microsecond shows that it is kept.
func start() time.Time { return time.Date(2026, 3, 4, 5, 6, 7, 8000, time.UTC) }

func after(d time.Duration) time.Time { return start().Add(d) }

func account(id string) eventsourcing.Stream {
	return eventsourcing.Stream{Category: "account", ID: id}
}

func message(id string) eventsourcing.Stream {
	return eventsourcing.Stream{Category: "message", ID: id}
}

// to appends events with these ids after the expected version.
func to(stream eventsourcing.Stream, expected int64, ids ...string) eventsourcing.Append {
	return eventsourcing.Append{Stream: stream, Expected: expected, Records: happened(ids...)}
}

// happened makes events with these ids.
func happened(ids ...string) []eventsourcing.Record {
	records := make([]eventsourcing.Record, 0, len(ids))
	for _, id := range ids {
		records = append(records, eventsourcing.Record{
			ID: id, Type: "test.happened", Schema: 1, Time: start(), Data: fmt.Appendf(nil, `{"id":%q}`, id),
		})
	}
	return records
}

// streams is a batch that only appends.
func streams(appends ...eventsourcing.Append) eventsourcing.Batch {
	return eventsourcing.Batch{Now: start(), Streams: appends}
}

func ids(records []eventsourcing.Record) []string {
	all := make([]string, 0, len(records))
	for _, record := range records {
		all = append(all, record.ID)
	}
	return all
}
