package storetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func feed(s *suite) {
	s.promise("an empty store has nothing to read", func(p *proof) {
		records, next := p.feedFrom(0, 10)
		p.Empty(records)
		p.Zero(next)
	})

	s.promise("pages of any size give the whole feed in order", func(p *proof) {
		p.mixed()
		want := p.feed()
		p.Len(want, 20)
		for _, limit := range []int{1, 2, 19, 20, 21, 1000} {
			records, next := p.feedFrom(0, limit)
			p.Equal(want, records)
			p.GreaterOrEqual(next, want[19].Position)
		}
	})

	s.promise("reading goes on after any position", func(p *proof) {
		p.mixed()
		all := p.feed()
		for i, record := range all {
			records, _ := p.feedFrom(record.Position, 3)
			p.Equal(ids(all[i+1:]), ids(records))
		}
	})

	s.promise("a full page ends with its last record", func(p *proof) {
		p.mixed()
		for _, categories := range [][]string{nil, {"account"}, {"account", "message"}} {
			page, err := p.store.Read(p.ctx, 0, 4, categories...)
			p.NoError(err)
			p.Len(page.Records, 4)
			next, err := p.store.Read(p.ctx, page.Next, 1, categories...)
			p.NoError(err)
			p.Equal(p.feed(categories...)[4].ID, next.Records[0].ID)
		}
	})

	s.promise("with categories only their records come, in the order of the whole", func(p *proof) {
		p.mixed()
		for _, categories := range [][]string{
			{"account"},
			{"message"},
			{"session"},
			{"message", "account"},
			{"account", "message", "session"},
			{"account", "account"},
			{"account", "nowhere"},
			{"nowhere"},
			{"accoun"},
			{"Account"},
			{"%"},
		} {
			want := []string{}
			for _, record := range p.feed() {
				if slices.Contains(categories, record.Stream.Category) {
					want = append(want, record.ID)
				}
			}
			for _, limit := range []int{1, 3, 100} {
				records, _ := p.feedFrom(0, limit, categories...)
				p.Equal(want, ids(records), categories)
			}
		}
	})

	s.promise("Next moves on over records that the categories leave out", func(p *proof) {
		p.mixed()
		last := p.append(streams(to(message("late"), 0, "m")))
		for _, category := range []string{"account", "nowhere"} {
			_, next := p.feedFrom(0, 5, category)
			p.GreaterOrEqual(next, last, "the reader should have seen everything")
		}
		p.append(streams(to(account("late"), 0, "a")))
		records, _ := p.feedFrom(last, 5, "account")
		p.Equal([]string{"a"}, ids(records))
	})

	s.promise("reading at the end finds nothing and stays there", func(p *proof) {
		last := p.append(streams(to(account("1"), 0, "a")))
		for _, end := range []int64{last, last, last + 1000} {
			page, err := p.store.Read(p.ctx, end, 10)
			p.NoError(err)
			p.Empty(page.Records)
			p.Equal(end, page.Next)
		}
	})

	s.promise("a refused append leaves no trace in the feed and does not hold it up", func(p *proof) {
		p.append(streams(to(account("1"), 0, "a")))
		_ = p.refused(streams(to(account("2"), 0, "never"), to(account("1"), 0, "never")))
		p.append(streams(to(account("1"), 1, "b")))
		p.Equal([]string{"a", "b"}, ids(p.feed()))
	})

	s.promise("the next append closes the channel of Changed", func(p *proof) {
		for _, batch := range []eventsourcing.Batch{
			streams(to(account("1"), 0, "a")),
			{Now: start(), Timers: []eventsourcing.Timer{{TimerKey: timerKey(account("1"), "t"), Due: start()}}},
		} {
			changed, again := p.store.Changed(), p.store.Changed()
			p.silent(changed, "before an append")
			p.append(batch)
			p.wakes(changed, "after an append, with records or without")
			p.wakes(again, "for everybody who waits")
			p.silent(p.store.Changed(), "before the next append")
		}
	})

	s.promise("a reader who waits for Changed after an empty page misses nothing", func(p *proof) {
		const appends = 50
		done := make(chan error, 1)
		go func() {
			for i := range appends {
				if _, err := p.store.Append(p.ctx, streams(to(account("1"), int64(i), fmt.Sprint(i)))); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
		var position int64
		for seen := 0; seen < appends; {
			changed := p.store.Changed()
			page, err := p.store.Read(p.ctx, position, 3)
			p.NoError(err)
			seen, position = seen+len(page.Records), page.Next
			if len(page.Records) == 0 {
				p.wakes(changed, "while appends go on")
			}
		}
		p.NoError(<-done)
	})
}

// mixed appends 20 records of three categories.
func (p *proof) mixed() {
	p.t.Helper()
	for i := range 5 {
		id := fmt.Sprint(i)
		p.append(streams(to(account(id), 0, "a"+id, "b"+id), to(message(id), 0, "c"+id)))
		p.append(streams(to(eventsourcing.Stream{Category: "session", ID: id}, 0, "d"+id)))
	}
}

func (p *proof) wakes(changed <-chan struct{}, when string) {
	p.t.Helper()
	select {
	case <-changed:
	case <-time.After(10 * time.Second):
		p.Fail("Changed should be closed " + when)
	}
}

func (p *proof) silent(changed <-chan struct{}, when string) {
	p.t.Helper()
	select {
	case <-changed:
		p.Fail("Changed should be open " + when)
	default:
	}
}
