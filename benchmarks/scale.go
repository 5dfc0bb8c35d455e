package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// scale compares a command on any of many accounts with one on any of a thousand, which stands in the
// place of the floor. Each account has the same few events when its command comes.
func scale(p place, size sizing, streams int) row {
	const each = 3
	few, commands := size.of(1000), size.of(500)
	many := filled(p, p.full, streams, each)
	amend := func(ctx context.Context, s *kernel, streams int) (time.Duration, error) {
		order := rand.Perm(streams)
		return timed(commands, 1, func(i int) error { return s.amend(ctx, streamID(order[i])) })
	}
	return row{
		work: fmt.Sprintf("a command among %s streams; as floor, among 1 000", thousands(float64(streams))), store: p.name,
		target: target{times: 1.2},
		floor: func(ctx context.Context) (_ time.Duration, err error) {
			s, _, err := filled(p, p.full, few, each).get(ctx)
			if err != nil {
				return 0, err
			}
			defer func() { err = errors.Join(err, s.close()) }()
			return amend(ctx, s, few)
		},
		full: func(ctx context.Context) (time.Duration, error) {
			s, _, err := many.get(ctx)
			if err != nil {
				return 0, err
			}
			return amend(ctx, s, streams)
		},
		close: many.close,
	}
}
