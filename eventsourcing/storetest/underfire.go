package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func underFire(s *suite) {
	s.promise("whatever befalls transactions, the feed gives every batch once, in one piece and in order", func(p *proof) {
		f := &fire{proof: p, seed: p.seed(), stores: []eventsourcing.Store{p.store}, events: 10_000}
		if p.harness.Transact != nil {
			f.events = 100_000
		}
		if testing.Short() {
			f.events /= 20
		}
		f.run([]*follower{
			{limit: 64},
			{limit: 1000},
			{limit: 20, categories: []string{"message"}},
			{limit: 256, categories: []string{"account", "session"}},
		})
		if p.harness.Durable {
			p.reopen()
		}
		final, _ := p.feedFrom(0, 1000)
		p.Equal(verdict{}, f.judge(&follower{seen: final}), "reading it afterwards")
	})
}

// errStalled is the reason why a reader was stopped.
var errStalled = errors.New("the feed stands still although every append has ended")

// fire is a load of writers whose transactions overlap in every way.
type fire struct {
	*proof
	seed   uint64
	events int
	// stores are used in turn by writers and by followers.
	stores []eventsourcing.Store

	mu        sync.Mutex
	committed []committed
	// changed is closed by the next commit.
	changed chan struct{}
	// writing is how many writers have not finished, held who of them waits for others to commit, the
	// longest first.
	writing int
	held    []hold
}

type hold struct {
	until int
	free  chan struct{}
}

// run writes everything with the followers reading meanwhile. A transaction of the host's is open from before
// the first append until everybody has read what was written.
func (f *fire) run(followers []*follower) {
	f.t.Helper()
	ctx, stop := context.WithCancelCause(f.ctx)
	defer stop(nil)
	f.changed, f.writing = make(chan struct{}), writers
	endLong := f.long(ctx)

	written := make(chan struct{})
	var following sync.WaitGroup
	for i, follower := range followers {
		following.Go(func() { follower.pursue(ctx, f.stores[i%len(f.stores)], f.next, written) })
	}
	errs := race(writers, func(writer int) error { return f.write(ctx, writer) })
	close(written)
	stalled := time.AfterFunc(time.Minute, func() { stop(errStalled) })
	following.Wait()
	stalled.Stop()
	for _, err := range append(errs, endLong()) {
		f.NoError(err)
	}
	verdicts, clean := map[string]verdict{}, map[string]verdict{}
	for i, follower := range followers {
		f.NoError(follower.err)
		name := fmt.Sprintf("%d: reading %v in pages of %d", i, follower.categories, follower.limit)
		verdicts[name], clean[name] = f.judge(follower), verdict{}
	}
	f.Equal(clean, verdicts, "%d events in %d appends", f.events, len(f.committed))
}

// long begins a transaction that appends nothing and lasts until end is called.
func (f *fire) long(ctx context.Context) (end func() error) {
	f.t.Helper()
	if f.harness.Transact == nil {
		return func() error { return nil }
	}
	begun, over, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- f.harness.Transact(ctx, f.stores[0], Disturbance{Early: true}, func(context.Context) error {
			close(begun)
			<-over
			return nil
		})
	}()
	select {
	case <-begun:
	case err := <-ended:
		f.NoError(err)
	}
	return func() error {
		close(over)
		return <-ended
	}
}

// write is one writer, with streams of its own: what overlaps are transactions, not decisions.
func (f *fire) write(ctx context.Context, writer int) error {
	defer f.finish()
	random := rand.New(rand.NewPCG(f.seed, uint64(writer))) //nolint:gosec // repeatable on purpose
	versions := make(map[eventsourcing.Stream]int64)
	for left, round := f.events/writers, 0; left > 0; round++ {
		batch, names := f.batch(random, versions, writer, round)
		position, rolledBack, err := f.append(ctx, f.stores[writer%len(f.stores)], random, batch)
		if err != nil {
			return err
		}
		if rolledBack {
			continue
		}
		for _, add := range batch.Streams {
			versions[add.Stream] += int64(len(add.Records))
		}
		left -= len(names)
		f.commit(committed{ids: names, position: position})
	}
	return nil
}

// batch makes one to three appends of one to eight records each. An id begins with the category.
func (f *fire) batch(random *rand.Rand, versions map[eventsourcing.Stream]int64, writer, round int) (batch eventsourcing.Batch, names []string) {
	categories := []string{"account", "message", "session"}
	for _, number := range random.Perm(6)[:1+random.IntN(3)] {
		stream := eventsourcing.Stream{Category: categories[number%3], ID: fmt.Sprintf("%d-%d", writer, number)}
		ids := make([]string, 1+random.IntN(8))
		for i := range ids {
			ids[i] = fmt.Sprintf("%s-%d-%d-%d-%d", stream.Category, writer, number, round, i)
		}
		batch.Streams = append(batch.Streams, to(stream, versions[stream], ids...))
		names = append(names, ids...)
	}
	batch.Now = start()
	return batch, names
}

// append commits a batch. Where the store lets it, a quarter of the transactions take their place early, a tenth
// are slow to end, and a tenth are rolled back.
func (f *fire) append(ctx context.Context, store eventsourcing.Store, random *rand.Rand, batch eventsourcing.Batch) (position int64, rolledBack bool, err error) {
	if f.harness.Transact == nil {
		position, err = store.Append(ctx, batch)
		return position, false, err
	}
	disturbance, slow := Disturbance{Early: random.IntN(4) == 0, RollBack: random.IntN(10) == 0}, random.IntN(10) == 0
	err = f.harness.Transact(ctx, store, disturbance, func(ctx context.Context) (err error) {
		if disturbance.Early {
			f.hold(5)
		}
		position, err = store.Append(ctx, batch)
		if err == nil && slow {
			f.hold(20)
		}
		return err
	})
	return position, disturbance.RollBack, err
}

// hold waits until others have committed that many appends. Half of the writers at most are held at a time: who
// comes then frees the one held longest, so that there is always somebody to commit.
func (f *fire) hold(commits int) {
	f.mu.Lock()
	held := hold{until: len(f.committed) + commits, free: make(chan struct{})}
	f.held = append(f.held, held)
	f.freeSome()
	f.mu.Unlock()
	<-held.free
}

// freeSome ends the holds that are over, or too many.
func (f *fire) freeSome() {
	f.held = slices.DeleteFunc(f.held, func(h hold) bool {
		over := h.until <= len(f.committed)
		if over {
			close(h.free)
		}
		return over
	})
	for len(f.held) > f.writing/2 {
		close(f.held[0].free)
		f.held = f.held[1:]
	}
}

func (f *fire) commit(c committed) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.committed = append(f.committed, c)
	f.freeSome()
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *fire) finish() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.writing--
	f.freeSome()
}

// next returns a channel that is closed by the next commit, whichever store it goes to.
func (f *fire) next() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changed
}

// pursue reads until it has found the end after the last write, also past what was still to come.
func (f *follower) pursue(ctx context.Context, store eventsourcing.Store, next func() <-chan struct{}, written <-chan struct{}) {
	var position int64
	for {
		over := closed(written)
		changed := next()
		page, err := store.Read(ctx, position, f.limit, f.categories...)
		if err != nil {
			f.err = errors.Join(err, context.Cause(ctx))
			return
		}
		f.seen = append(f.seen, page.Records...)
		if moved := page.Next > position; !moved && !over {
			select {
			case <-changed:
			case <-written:
			}
		} else if !moved && !page.Pending {
			return
		}
		position = page.Next
	}
}

func closed(channel <-chan struct{}) bool {
	select {
	case <-channel:
		return true
	default:
		return false
	}
}
