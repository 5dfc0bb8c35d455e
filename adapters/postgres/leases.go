package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// acquire renews the lease if the holder has it, and otherwise takes it if it is free.
//
// Renewing touches no key, so it does not wait for fenced work in flight. Taking changes the token, which is
// one: it waits until everybody has ended who found the old token valid. One that another holds is left alone
// without waiting, hence the look before the attempt.
const acquire = `WITH clock AS MATERIALIZED (
		SELECT coalesce($3::timestamptz, clock_timestamp()) AS now
	), renewed AS (
		UPDATE kabinet.leases AS l SET expires = now + $4::interval FROM clock
		WHERE l.name = $1 AND l.holder = $2 AND l.expires > now
		RETURNING l.token, l.expires
	), taken AS (
		INSERT INTO kabinet.leases AS l (name, holder, token, expires)
		SELECT $1, $2, 1, now + $4::interval FROM clock
		WHERE NOT EXISTS (SELECT FROM kabinet.leases WHERE name = $1 AND holder IS NOT NULL AND expires > now)
		ON CONFLICT (name) DO UPDATE SET
			token = l.token + (l.holder IS NULL OR l.expires <= (SELECT now FROM clock))::integer,
			holder = excluded.holder, expires = excluded.expires
		WHERE l.holder IS NULL OR l.expires <= (SELECT now FROM clock) OR l.holder = excluded.holder
		RETURNING l.token, l.expires
	)
	SELECT token, expires FROM renewed UNION ALL SELECT token, expires FROM taken`

// Acquire implements [eventsourcing.Leases].
func (s *Store) Acquire(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (lease eventsourcing.Lease, ok bool, err error) {
	lease = eventsourcing.Lease{Name: name, Holder: holder}
	try := func(q querier) error {
		return q.QueryRow(ctx, s.sql(acquire), name, holder, s.judge(now), ttl).Scan(&lease.Token, &lease.Expires)
	}
	err = s.write(s.aside(ctx), try)
	if isUnique(err) {
		// Of several who insert a new lease at once, ON CONFLICT looks after the key of names only; who comes to
		// the one with the token is refused. The row is there now.
		err = s.write(s.aside(ctx), try)
	}
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return eventsourcing.Lease{}, false, nil
	case err != nil:
		return eventsourcing.Lease{}, false, err
	}
	lease.Expires = lease.Expires.UTC()
	return lease, true, nil
}

// Release implements [eventsourcing.Leases].
func (s *Store) Release(ctx context.Context, lease eventsourcing.Lease) error {
	_, err := s.changes(ctx, "UPDATE kabinet.leases SET holder = NULL WHERE name = $1 AND token = $2", lease.Name, lease.Token)
	return err
}

// Held implements [eventsourcing.Leases].
func (s *Store) Held(ctx context.Context, prefix string, now time.Time) (leases []eventsourcing.Lease, err error) {
	err = s.each(ctx, func(row pgx.CollectableRow) (struct{}, error) {
		var lease eventsourcing.Lease
		err := row.Scan(&lease.Name, &lease.Holder, &lease.Token, &lease.Expires)
		lease.Expires = lease.Expires.UTC()
		leases = append(leases, lease)
		return struct{}{}, err
	}, `SELECT name, holder, token, expires FROM kabinet.leases
		WHERE name >= $1 AND starts_with(name, $1) AND holder IS NOT NULL AND expires > coalesce($2::timestamptz, clock_timestamp())
		ORDER BY name`, prefix, s.judge(now))
	if err != nil {
		return nil, err
	}
	return leases, nil
}

// judge is the time by which leases expire, nothing for that of the server.
func (s *Store) judge(now time.Time) *time.Time {
	if s.clock == CallerClock {
		return &now
	}
	return nil
}

// held finds a lease that has neither been released nor taken since, and keeps it from being taken until the
// transaction has ended.
const held = "SELECT FROM kabinet.leases WHERE name = $1 AND token = $2 AND holder IS NOT NULL FOR KEY SHARE"

// fenced runs a statement that says whether its fence has held; where it has not, nothing has happened.
func (s *Store) fenced(ctx context.Context, statement string, args ...any) error {
	return s.write(s.aside(ctx), func(q querier) error {
		var ok bool
		err := q.QueryRow(ctx, s.sql(statement), args...).Scan(&ok)
		if err == nil && !ok {
			return eventsourcing.ErrFenced
		}
		return err
	})
}
