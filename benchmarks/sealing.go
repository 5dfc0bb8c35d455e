package main

import (
	"context"
	"time"
)

// sealing is what a personal part costs, per event, over the same event without one. Nothing else is in
// its unit of work: no claim, no new key.
func sealing(p place, size sizing) []row {
	const person = "01KPERSON00000000000000000"
	thousand := size.of(1000)
	hasKey := onlyOnce(func(ctx context.Context, s *kernel) error { return s.create(ctx, person, thousand) })
	of := func(work string, load workload[*kernel]) row {
		load.prepare = hasKey
		plain, full := &kept[*kernel]{open: p.plain, anew: true}, &kept[*kernel]{open: p.full, anew: true}
		return row{
			work: work, store: p.name, target: target{over: 5 * time.Microsecond},
			plain: load.on(plain), full: load.on(full), close: closing(plain, full),
		}
	}
	return []row{
		of("seal an event alone in its unit of work", workload[*kernel]{
			ops: size.of(5000),
			do: func(ctx context.Context, s *kernel, i int) error {
				return s.record(ctx, streamID(i), person, 1)
			},
		}),
		of("seal each of 1,000 events of one append", workload[*kernel]{
			ops: size.of(20), events: thousand,
			do: func(ctx context.Context, s *kernel, i int) error {
				return s.record(ctx, streamID(i), person, thousand)
			},
		}),
		of("open each of 1,000 events loaded", workload[*kernel]{
			ops: size.of(50), events: thousand,
			do: func(ctx context.Context, s *kernel, _ int) error {
				present, err := s.load(ctx, person)
				return expect(present.Events, thousand, err)
			},
		}),
	}
}
