package storetest

import (
	"fmt"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func versions(s *suite) {
	s.promise("the versions of a stream begin with 1 and leave none out", func(p *proof) {
		p.append(streams(to(account("1"), 0, "a", "b")))
		p.append(streams(to(account("2"), 0, "x")))
		p.append(streams(to(account("1"), 2, "c")))
		records := p.load(account("1"))
		p.Equal([]string{"a", "b", "c"}, ids(records))
		for i, record := range records {
			p.Equal(int64(i+1), record.Version)
			p.Equal(account("1"), record.Stream)
		}
	})

	s.promise("an append returns the position of its last record", func(p *proof) {
		first := p.append(streams(to(account("1"), 0, "a", "b"), to(account("2"), 0, "c")))
		second := p.append(streams(to(account("1"), 2, "d")))
		records := p.feed()
		p.Equal([]string{"a", "b", "c", "d"}, ids(records))
		p.Equal(records[2].Position, first)
		p.Equal(records[3].Position, second)
		p.Positive(records[0].Position)
	})

	for _, wrong := range []struct {
		name             string
		expected, actual int64
	}{
		{"a stream that is not there", 1, 0},
		{"a version already passed", 2, 3},
		{"the beginning of an old stream", 0, 3},
		{"a version not reached", 4, 3},
	} {
		s.promise("an append expecting "+wrong.name+" is a conflict", func(p *proof) {
			if wrong.actual > 0 {
				p.append(streams(to(account("1"), 0, "a", "b", "c")))
			}
			for range 2 {
				err := p.refused(streams(to(account("1"), wrong.expected, "late")))
				p.conflict(err, account("1"), wrong.expected, wrong.actual)
			}
			p.Len(p.load(account("1")), int(wrong.actual))
			p.Len(p.feed(), int(wrong.actual))
		})
	}

	s.promise("AnyVersion appends after whatever is there", func(p *proof) {
		p.append(streams(to(account("1"), eventsourcing.AnyVersion, "a")))
		p.append(streams(to(account("1"), eventsourcing.AnyVersion, "b", "c")))
		records := p.load(account("1"))
		p.Equal([]string{"a", "b", "c"}, ids(records))
		p.Equal(int64(3), records[2].Version)
	})

	s.promise("an append without records only demands the version", func(p *proof) {
		p.append(streams(to(account("1"), 0, "a")))
		p.Zero(p.append(streams(to(account("1"), 1), to(account("2"), 0), to(account("3"), eventsourcing.AnyVersion))))
		p.conflict(p.refused(streams(to(account("1"), 0))), account("1"), 0, 1)
		p.conflict(p.refused(streams(to(account("2"), 1))), account("2"), 1, 0)
		p.Equal([]string{"a"}, ids(p.feed()))
	})

	s.promise("an empty batch changes nothing", func(p *proof) {
		p.Zero(p.append(eventsourcing.Batch{}))
		p.Empty(p.feed())
	})

	s.promise("of writers expecting the same version exactly one wins", func(p *proof) {
		want := []string{}
		for version := range int64(20) {
			errs := race(16, func(i int) error {
				_, err := p.store.Append(p.ctx, streams(to(account("1"), version, fmt.Sprint(version, i))))
				return err
			})
			won := p.winner(errs)
			for i, err := range errs {
				if i != won {
					p.conflict(err, account("1"), version, version+1)
				}
			}
			want = append(want, fmt.Sprint(version, won))
			p.Equal(want, ids(p.load(account("1"))))
		}
	})

	s.promise("writers expecting AnyVersion all win, one after another", func(p *proof) {
		for _, err := range race(16, func(i int) error {
			_, err := p.store.Append(p.ctx, streams(to(account("1"), eventsourcing.AnyVersion, fmt.Sprint(i), fmt.Sprint(i))))
			return err
		}) {
			p.NoError(err)
		}
		records := p.load(account("1"))
		p.Len(records, 32)
		for i, record := range records {
			p.Equal(int64(i+1), record.Version)
			p.Equal(records[i-i%2].ID, record.ID, "the records of one append stay together")
		}
	})
}

// conflict demands that err is exactly this conflict.
func (p *proof) conflict(err error, stream eventsourcing.Stream, expected, actual int64) {
	p.t.Helper()
	var conflict *eventsourcing.Conflict
	p.ErrorAs(err, &conflict)
	p.Equal(&eventsourcing.Conflict{Stream: stream, Expected: expected, Actual: actual}, conflict)
	p.ErrorIs(err, fault.Conflict)
}
