package main

import (
	"context"
	"errors"
	"time"

	"github.com/kabinet-go/kabinet/benchmarks/internal/stock"
)

// rest is what processes cost a database when nothing happens, per second.
type rest struct {
	processes, connections int
	queries                float64
	log                    each
}

// atRest runs so many portals, as so many processes would, each with connections of its own.
func (s *stage) atRest(ctx context.Context, name string, m *mould, processes int, duration time.Duration) (rest, error) {
	others, err := s.counters(ctx)
	if err != nil {
		return rest{}, err
	}
	return s.withPortals(ctx, name, m, processes, func(ctx context.Context) (rest, error) {
		// What a beginning costs is over when leases were renewed once.
		if err := pause(ctx, 6*time.Second); err != nil {
			return rest{}, err
		}
		before, err := s.counters(ctx)
		if err != nil {
			return rest{}, err
		}
		if err := pause(ctx, duration); err != nil {
			return rest{}, err
		}
		after, err := s.counters(ctx)
		seconds, wrote := duration.Seconds(), after.logged.since(before.logged)
		return rest{
			processes: processes, connections: after.connections - others.connections,
			queries: float64(after.queries-before.queries) / seconds,
			log:     each{float64(wrote.bytes) / seconds, float64(wrote.transactions) / seconds},
		}, err
	})
}

func (s *stage) withPortals(
	ctx context.Context, name string, m *mould, processes int, work func(ctx context.Context) (rest, error),
) (cost rest, err error) {
	if processes == 0 {
		return work(ctx)
	}
	store, err := s.open(ctx, name)
	if err != nil {
		return rest{}, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	portal, _, err := m.portal(store)
	if err != nil {
		return rest{}, err
	}
	err = stock.WhileRunning(ctx, portal, func(ctx context.Context) (err error) {
		cost, err = s.withPortals(ctx, name, m, processes-1, work)
		return err
	})
	return cost, err
}

type counters struct {
	logged
	queries     int64
	connections int
}

// counters leaves our own connection out.
func (s *stage) counters(ctx context.Context) (c counters, err error) {
	err = s.admin.QueryRow(ctx, `SELECT
		(SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE toplevel AND query NOT LIKE '%pg_stat_statements%'),
		(SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid())`).
		Scan(&c.queries, &c.connections)
	if err == nil {
		c.logged, err = s.logged(ctx)
	}
	return c, err
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
