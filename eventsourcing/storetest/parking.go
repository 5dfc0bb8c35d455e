package storetest

import (
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func parking(s *suite) {
	s.promise("a parked stream is listed as it was parked", func(p *proof) {
		parked := eventsourcing.Parked{
			Group: "group", Stream: account("1/2"), Lane: 3, Version: 4, Position: 1 << 53, Attempts: 6,
			Reason: "не доставлено: «отказ»", Since: after(7 * time.Microsecond), Order: eventsourcing.RetryParked,
		}
		p.park(parked)
		p.Equal([]eventsourcing.Parked{parked}, p.parked("group"))
		p.Empty(p.parked("another"))
		p.Empty(p.feed(), "parking is not an event")
	})

	s.promise("parked streams are ordered by position", func(p *proof) {
		for _, position := range []int64{30, 4, 100, 2} {
			p.park(eventsourcing.Parked{Group: "group", Stream: account(string(rune('a' + position))), Position: position, Since: start()})
		}
		var got []int64
		for _, parked := range p.parked("group") {
			got = append(got, parked.Position)
		}
		p.Equal([]int64{2, 4, 30, 100}, got)
	})

	s.promise("parking again replaces what was recorded", func(p *proof) {
		p.park(eventsourcing.Parked{Group: "group", Stream: account("1"), Position: 9, Reason: "first", Since: start(), Order: eventsourcing.DropParked})
		p.park(eventsourcing.Parked{Group: "group", Stream: account("2"), Position: 10, Since: start()})
		again := eventsourcing.Parked{Group: "group", Stream: account("1"), Position: 11, Reason: "second", Since: after(time.Hour), Attempts: 2}
		p.park(again)
		p.Len(p.parked("group"), 2)
		p.Equal(again, p.parked("group")[1])
	})

	s.promise("groups park on their own", func(p *proof) {
		for i, group := range []string{"a", "A", "a/b"} {
			p.park(eventsourcing.Parked{Group: group, Stream: account("1"), Position: int64(i), Since: start()})
		}
		p.unpark("a", account("1"))
		p.Empty(p.parked("a"))
		p.Len(p.parked("A"), 1)
		p.Len(p.parked("a/b"), 1)
	})

	s.promise("an order reaches the stream it is for and nothing else of it changes", func(p *proof) {
		parked := eventsourcing.Parked{Group: "group", Stream: account("1"), Lane: 1, Version: 2, Position: 3, Attempts: 4, Reason: "r", Since: start()}
		other := eventsourcing.Parked{Group: "group", Stream: account("2"), Position: 5, Since: start()}
		p.park(parked)
		p.park(other)
		for _, order := range []eventsourcing.ParkingOrder{eventsourcing.DropParked, eventsourcing.RetryParked, eventsourcing.KeepParked} {
			p.instruct("group", account("1"), order, true)
			parked.Order = order
			p.Equal([]eventsourcing.Parked{parked, other}, p.parked("group"))
		}
	})

	s.promise("an order for what is not parked is told so", func(p *proof) {
		p.park(eventsourcing.Parked{Group: "group", Stream: account("1"), Since: start()})
		p.instruct("another", account("1"), eventsourcing.RetryParked, false)
		p.instruct("group", account("2"), eventsourcing.RetryParked, false)
		p.unpark("group", account("1"))
		p.instruct("group", account("1"), eventsourcing.RetryParked, false)
		p.Empty(p.parked("group"))
	})

	s.promise("unparking what is not parked is no error", func(p *proof) {
		p.park(eventsourcing.Parked{Group: "group", Stream: account("1"), Since: start()})
		p.unpark("group", account("2"))
		p.unpark("another", account("1"))
		p.Len(p.parked("group"), 1)
		p.unpark("group", account("1"))
		p.unpark("group", account("1"))
		p.Empty(p.parked("group"))
	})
}

func (p *proof) park(parked eventsourcing.Parked) {
	p.t.Helper()
	p.NoError(p.store.Park(p.ctx, parked, fenceOf(p.acquire("parking", "me", start(), time.Hour))))
}

func (p *proof) unpark(group string, stream eventsourcing.Stream) {
	p.t.Helper()
	p.NoError(p.store.Unpark(p.ctx, group, stream, fenceOf(p.acquire("parking", "me", start(), time.Hour))))
}

func (p *proof) parked(group string) []eventsourcing.Parked {
	p.t.Helper()
	parked, err := p.store.Parked(p.ctx, group)
	p.NoError(err)
	return parked
}

func (p *proof) instruct(group string, stream eventsourcing.Stream, order eventsourcing.ParkingOrder, want bool) {
	p.t.Helper()
	ok, err := p.store.Instruct(p.ctx, group, stream, order)
	p.NoError(err)
	p.Equal(want, ok)
}
