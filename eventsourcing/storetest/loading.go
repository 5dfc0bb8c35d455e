package storetest

import (
	"fmt"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func loading(s *suite) {
	s.promise("loading begins after the version asked for", func(p *proof) {
		p.append(streams(to(account("1"), 0, "a", "b", "c", "d")))
		p.Equal([]string{"a", "b", "c", "d"}, ids(p.loadAfter(account("1"), 0)))
		p.Equal([]string{"c", "d"}, ids(p.loadAfter(account("1"), 2)))
		p.Empty(p.loadAfter(account("1"), 4))
		p.Empty(p.loadAfter(account("1"), 1000))
	})

	s.promise("an unknown stream is empty, not an error", func(p *proof) {
		p.append(streams(to(account("1"), 0, "a")))
		p.Empty(p.load(account("2")))
		p.Empty(p.load(eventsourcing.Stream{}))
	})

	s.promise("streams with similar names are different streams", func(p *proof) {
		similar := []eventsourcing.Stream{
			account("1"), account("10"), account("01"), account(" 1"), account("1 "), account("1/1"),
			account("a"), account("A"), account("ё"), account("е"), account("е\u0308"),
			{Category: "accounts", ID: "1"},
			{Category: "Account", ID: "1"},
			{Category: "ac", ID: "count/1"},
		}
		for i, stream := range similar {
			p.append(streams(to(stream, 0, fmt.Sprint(i))))
		}
		for i, stream := range similar {
			p.Equal([]string{fmt.Sprint(i)}, ids(p.load(stream)), stream)
		}
	})

	s.promise("a sequence can be ranged over again and sees what came meanwhile", func(p *proof) {
		sequence := p.store.Load(p.ctx, account("1"), 0)
		for want := range 3 {
			count := 0
			for _, err := range sequence {
				p.NoError(err)
				count++
			}
			p.Equal(want, count)
			p.append(streams(to(account("1"), int64(want), "next")))
		}
	})

	s.promise("a sequence left in the middle holds nothing up", func(p *proof) {
		p.append(streams(to(account("1"), 0, "a", "b", "c")))
		for range 100 {
			for record, err := range p.store.Load(p.ctx, account("1"), 0) {
				p.NoError(err)
				p.Equal("a", record.ID)
				break
			}
		}
		p.append(streams(to(account("1"), 3, "d")))
	})

	s.promise("the store can be used while loading", func(p *proof) {
		p.append(eventsourcing.Batch{
			Now: start(), Streams: []eventsourcing.Append{to(account("1"), 0, "a", "b", "c")},
			Keys: []eventsourcing.WrappedKey{{ID: "1", KEK: "kek", Wrapped: []byte("wrapped")}},
		})
		var seen []string
		for record, err := range p.store.Load(p.ctx, account("1"), 0) {
			p.NoError(err)
			seen = append(seen, record.ID)
			_, err = p.store.Key(p.ctx, "1")
			p.NoError(err)
			p.append(streams(to(account("2"), record.Version-1, record.ID)))
			p.Len(p.load(account("2")), len(seen))
		}
		p.Equal([]string{"a", "b", "c"}, seen)
		p.Equal([]string{"a", "b", "c"}, ids(p.load(account("2"))))
	})
}
