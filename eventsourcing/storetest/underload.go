package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func underLoad(s *suite) {
	s.promise("with 16 writers nothing is lost, doubled or out of order, also for who reads meanwhile", func(p *proof) {
		p.claim(account("holder"), phone("held"), start().AddDate(1, 0, 0))
		l := &load{proof: p, seed: p.seed(), rounds: 60}
		if testing.Short() {
			l.rounds = 10
		}
		followers := []*follower{{limit: 5}, {limit: 1000}, {limit: 3, categories: []string{"message"}}, {limit: 50, categories: []string{"account", "session"}}}
		l.run(followers)
		final := p.feed()
		l.complete(final)
		for _, f := range followers {
			p.NoError(f.err)
			want := f.wanted(final)
			p.sameOrder(ids(want), ids(f.seen), fmt.Sprintf("reading %v in pages of %d while it was written", f.categories, f.limit))
			for i := range want {
				p.Equal(want[i], f.seen[i])
			}
		}
		for stream, records := range byStream(final) {
			p.Equal(records, p.load(stream))
			for i, record := range records {
				p.Equal(int64(i+1), record.Version, "the feed gives %s in its order", stream)
			}
		}
	})
}

// load is random appends by many writers.
type load struct {
	*proof
	seed   uint64
	rounds int

	mu        sync.Mutex
	committed []committed
}

// committed is what an acknowledged append must have left: these records, the last one there.
type committed struct {
	ids      []string
	position int64
}

const writers = 16

func (l *load) run(followers []*follower) {
	l.t.Helper()
	written := make(chan struct{})
	var following sync.WaitGroup
	for _, f := range followers {
		following.Go(func() { f.follow(l.ctx, l.store, written) })
	}
	errs := race(writers, l.write)
	close(written)
	following.Wait()
	for _, err := range errs {
		l.NoError(err)
	}
}

// write is one writer. Its appends succeed, conflict, are claimed or cancelled, all as chance wants.
func (l *load) write(writer int) error {
	random := rand.New(rand.NewPCG(l.seed, uint64(writer))) //nolint:gosec // repeatable on purpose
	for round := range l.rounds {
		batch, names, err := l.batch(random, fmt.Sprintf("w%d-%d", writer, round))
		if err != nil {
			return err
		}
		ctx, cancel := context.WithCancel(l.ctx)
		switch random.IntN(8) {
		case 0:
			batch.Claims = []eventsourcing.Claim{{ClaimKey: phone("held"), Owner: account("somebody else")}}
		case 1:
			go cancel()
		}
		position, err := l.store.Append(ctx, batch)
		cancel()
		switch {
		case err == nil && len(batch.Claims) > 0:
			return errors.New("a key held by another was given away")
		case err == nil:
			l.mu.Lock()
			l.committed = append(l.committed, committed{ids: names, position: position})
			l.mu.Unlock()
		case !expectedTrouble(err):
			return err
		}
	}
	return nil
}

// batch makes one to three appends of one to four records each, to streams everybody writes to.
func (l *load) batch(random *rand.Rand, name string) (eventsourcing.Batch, []string, error) {
	categories := []string{"account", "message", "session"}
	var names []string
	batch := eventsourcing.Batch{Now: start()}
	for _, number := range random.Perm(12)[:1+random.IntN(3)] {
		stream := eventsourcing.Stream{Category: categories[number%3], ID: fmt.Sprint(number)}
		expected := eventsourcing.AnyVersion
		if random.IntN(4) == 0 {
			expected = 0
			for record, err := range l.store.Load(l.ctx, stream, 0) {
				if err != nil {
					return eventsourcing.Batch{}, nil, err
				}
				expected = record.Version
			}
		}
		var ids []string
		for i := range 1 + random.IntN(4) {
			ids = append(ids, fmt.Sprintf("%s-%d-%d", name, number, i))
		}
		batch.Streams = append(batch.Streams, to(stream, expected, ids...))
		names = append(names, ids...)
	}
	return batch, names, nil
}

func expectedTrouble(err error) bool {
	var conflict *eventsourcing.Conflict
	var claimed *eventsourcing.Claimed
	return errors.As(err, &conflict) || errors.As(err, &claimed) || errors.Is(err, context.Canceled)
}

// complete demands that the feed is exactly the acknowledged appends, each in one piece.
func (l *load) complete(feed []eventsourcing.Record) {
	l.t.Helper()
	slices.SortFunc(l.committed, func(a, b committed) int { return int(a.position - b.position) })
	var want []string
	for _, c := range l.committed {
		want = append(want, c.ids...)
	}
	l.sameOrder(want, ids(feed), "the feed is what was acknowledged, by position, batch after batch")
	at := 0
	for _, c := range l.committed {
		at += len(c.ids)
		l.Equal(feed[at-1].Position, c.position)
	}
}

// sameOrder compares long lists of ids and says what kind of promise broke.
func (p *proof) sameOrder(want, got []string, which string) {
	p.t.Helper()
	times := make(map[string]int, len(got))
	for _, id := range got {
		times[id]++
		p.Equal(1, times[id], "%s: %s came twice", which, id)
	}
	for _, id := range want {
		p.Equal(1, times[id], "%s: %s was lost", which, id)
	}
	p.Equal(len(want), len(got), "%s: something came that was refused", which)
	for i := range want {
		p.Equal(want[i], got[i], "%s: place %d is out of order", which, i)
	}
}

// follower reads the feed while it is written.
type follower struct {
	limit      int
	categories []string
	seen       []eventsourcing.Record
	err        error
}

// follow reads until it has found the end after the last write.
func (f *follower) follow(ctx context.Context, store eventsourcing.Store, written <-chan struct{}) {
	position := int64(0)
	for {
		over := false
		select {
		case <-written:
			over = true
		default:
		}
		changed := store.Changed()
		page, err := store.Read(ctx, position, f.limit, f.categories...)
		if err != nil {
			f.err = err
			return
		}
		for _, record := range page.Records {
			if record.Position <= position || record.Position > page.Next {
				f.err = fmt.Errorf("a page after %d with Next %d holds a record at %d", position, page.Next, record.Position)
				return
			}
		}
		f.seen = append(f.seen, page.Records...)
		if len(page.Records) == 0 && page.Next == position {
			if over {
				return
			}
			select {
			case <-changed:
			case <-written:
			}
		}
		position = page.Next
	}
}

func (f *follower) wanted(feed []eventsourcing.Record) []eventsourcing.Record {
	if len(f.categories) == 0 {
		return feed
	}
	return slices.DeleteFunc(slices.Clone(feed), func(record eventsourcing.Record) bool {
		return !slices.Contains(f.categories, record.Stream.Category)
	})
}

func byStream(records []eventsourcing.Record) map[eventsourcing.Stream][]eventsourcing.Record {
	streams := map[eventsourcing.Stream][]eventsourcing.Record{}
	for _, record := range records {
		streams[record.Stream] = append(streams[record.Stream], record)
	}
	return streams
}
