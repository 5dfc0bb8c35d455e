package storetest

import (
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func purge(s *suite) {
	s.promise("idle streams of the category go as a whole, everything else stays", func(p *proof) {
		p.appendAt(message("idle"), after(0), after(time.Second))
		p.appendAt(message("busy"), after(0), after(time.Hour))
		p.appendAt(account("idle"), after(0))
		p.appendAt(eventsourcing.Stream{Category: "messages", ID: "idle"}, after(0))
		before := p.feed()
		p.purge("message", after(time.Minute), 10, 1)
		p.Empty(p.load(message("idle")))
		p.Len(p.load(message("busy")), 2)
		p.Equal(before[2:], p.feed(), "positions of what remains do not change")
		p.Len(p.feed("message"), 2)
		p.purge("message", after(time.Minute), 10, 0)
		p.purge("nowhere", after(time.Minute), 10, 0)
	})

	s.promise("a stream is idle when its last record is older than the moment, to the microsecond", func(p *proof) {
		p.appendAt(message("1"), after(time.Hour))
		p.purge("message", after(time.Hour), 10, 0)
		p.purge("message", after(time.Hour+time.Microsecond), 10, 1)
	})

	s.promise("the last record decides, whatever the clocks of the earlier ones", func(p *proof) {
		p.appendAt(message("1"), after(time.Hour), after(0))
		p.appendAt(message("2"), after(0))
		p.appendAt(message("2"), after(time.Hour))
		p.appendAt(message("3"), after(time.Hour))
		p.appendAt(message("3"), after(0))
		p.purge("message", after(time.Minute), 10, 2)
		p.Empty(p.load(message("1")))
		p.Len(p.load(message("2")), 2)
		p.Empty(p.load(message("3")))
	})

	s.promise("at most limit streams go at a time", func(p *proof) {
		for i := range 5 {
			p.appendAt(message(fmt.Sprint(i)), after(0), after(0))
		}
		for _, want := range []int{2, 2, 1, 0} {
			p.purge("message", after(time.Minute), 2, want)
		}
		p.Empty(p.feed())
	})

	s.promise("a stream with a timer stays until the timer is gone, and does not stand in the way", func(p *proof) {
		p.appendAt(message("1"), after(0))
		p.appendAt(message("2"), after(time.Second))
		p.setTimer(message("1"), "t", after(time.Hour))
		p.setTimer(message("1"), "t", after(2*time.Hour))
		p.purge("message", after(time.Minute), 1, 1)
		p.Len(p.load(message("1")), 1)
		p.done(p.due(after(2*time.Hour), 1)[0], true)
		p.purge("message", after(time.Minute), 1, 1)
		p.Empty(p.load(message("1")))
	})

	s.promise("a stream parked by any group stays until the last unparks it", func(p *proof) {
		p.appendAt(message("1"), after(0))
		for _, group := range []string{"a", "b", "b"} {
			p.park(eventsourcing.Parked{Group: group, Stream: message("1"), Version: 1, Position: 1, Since: start()})
		}
		p.purge("message", after(time.Minute), 10, 0)
		p.unpark("b", message("1"))
		p.purge("message", after(time.Minute), 10, 0)
		p.unpark("a", message("1"))
		p.purge("message", after(time.Minute), 10, 1)
	})

	s.promise("claims go with the stream that owns them, those of others stay", func(p *proof) {
		p.appendAt(message("1"), after(0))
		p.claim(message("1"), phone("a"), time.Time{})
		p.claim(message("1"), phone("b"), after(time.Hour))
		p.claim(account("1"), phone("c"), time.Time{})
		p.claim(account("1"), phone("d"), after(time.Hour))
		p.purge("message", after(time.Minute), 10, 1)
		p.unowned(phone("a"), start())
		p.unowned(phone("b"), start())
		p.owned(phone("c"), account("1"), start())
		p.owned(phone("d"), account("1"), start())
		purged, err := p.store.PurgeClaims(p.ctx, after(time.Hour), 10)
		p.NoError(err)
		p.Equal(1, purged)
	})

	s.promise("a claim the stream has given up is not taken from its new owner", func(p *proof) {
		p.appendAt(message("1"), after(0))
		p.claim(message("1"), phone("a"), time.Time{})
		p.append(releasing(message("1"), phone("a")))
		p.claim(account("1"), phone("a"), time.Time{})
		p.claim(message("1"), phone("b"), after(time.Second))
		p.append(claiming(after(time.Second), account("1"), phone("b"), time.Time{}))
		p.purge("message", after(time.Minute), 10, 1)
		p.owned(phone("a"), account("1"), start())
		p.owned(phone("b"), account("1"), start())
	})

	s.promise("a purged stream may begin anew with version 1, at a new position", func(p *proof) {
		last := p.appendAt(message("1"), after(0), after(0))
		p.purge("message", after(time.Minute), 10, 1)
		p.conflict(p.refused(streams(to(message("1"), 2, "late"))), message("1"), 2, 0)
		p.Greater(p.append(streams(to(message("1"), 0, "anew"))), last)
		records := p.load(message("1"))
		p.Equal([]string{"anew"}, ids(records))
		p.Equal(int64(1), records[0].Version)
		records, _ = p.feedFrom(last, 10)
		p.Equal([]string{"anew"}, ids(records), "a reader who was at the end sees what came after")
	})

	s.promise("readers step over what was purged", func(p *proof) {
		var last int64
		for i := range 40 {
			id := fmt.Sprint(i)
			if i%4 == 3 {
				last = p.appendAt(account(id), after(0))
			} else {
				p.appendAt(message(id), after(0))
			}
		}
		before := p.feed("account")
		p.purge("message", after(time.Minute), 7, 7)
		p.purge("message", after(time.Minute), 100, 23)
		for _, limit := range []int{1, 3, 100} {
			records, next := p.feedFrom(0, limit)
			p.Equal(before, records)
			p.GreaterOrEqual(next, last)
			records, _ = p.feedFrom(before[4].Position, limit, "account", "message")
			p.Equal(before[5:], records)
			records, next = p.feedFrom(0, limit, "message")
			p.Empty(records)
			p.GreaterOrEqual(next, last)
		}
	})
}

// appendAt appends one record for each of the times and returns the position of the last.
func (p *proof) appendAt(stream eventsourcing.Stream, times ...time.Time) int64 {
	p.t.Helper()
	add := eventsourcing.Append{Stream: stream, Expected: eventsourcing.AnyVersion}
	for _, at := range times {
		record := happened(stream.ID)[0]
		record.Time = at
		add.Records = append(add.Records, record)
	}
	return p.append(streams(add))
}

func (p *proof) purge(category string, idleSince time.Time, limit, want int) {
	p.t.Helper()
	purged, err := p.store.Purge(p.ctx, category, idleSince, limit)
	p.NoError(err)
	p.Equal(want, purged)
}
