package main

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/sqlite"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// stage is a database that grows. Functions are nil where it has nothing to tell.
type stage struct {
	name string
	// open opens the store of that name: the one that grows, or a small one to compare with.
	open func(ctx context.Context, name string) (es.Store, error)
	// weigh gives the bytes of the named store.
	weigh func(ctx context.Context, name string) (weight, error)
	// log tells how far the server's write-ahead log and its transaction ids have come.
	log func(ctx context.Context) (logged, error)
	// settle is called after filling.
	settle func(ctx context.Context) error
	// handler does what a projection would do with an event, in a transaction of its own.
	handler func(ctx context.Context) (handle func(ctx context.Context, account string) error, close func(), err error)
	server  *server
	// admin is a connection to the server.
	admin *pgx.Conn
	close func(ctx context.Context) error
}

// weight is in bytes, and numbers of events.
type weight struct {
	events, tables, indexes int64
	// largest are the tables with their indexes, largest first.
	largest []relation
}

type relation struct {
	name            string
	tables, indexes int64
}

// logged is bytes of write-ahead log and transaction ids.
type logged struct{ bytes, transactions int64 }

func (l logged) since(before logged) logged {
	return logged{l.bytes - before.bytes, l.transactions - before.transactions}
}

// onSQLite keeps its files in the folder.
func onSQLite(folder string) *stage {
	path := func(name string) string { return filepath.Join(folder, name+".db") }
	return &stage{
		name: "SQLite",
		open: func(ctx context.Context, name string) (es.Store, error) {
			return sqlite.Open(ctx, path(name), sqlite.Options{})
		},
		weigh: func(ctx context.Context, name string) (weight, error) { return weighFile(ctx, path(name)) },
		close: func(context.Context) error { return nil },
	}
}

// weighFile counts pages, when all that was committed is in the file itself.
func weighFile(ctx context.Context, path string) (all weight, err error) {
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		return weight{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return weight{}, err
	}
	rows, err := db.QueryContext(ctx, `SELECT tbl_name, sum(iif(type = 'table', pgsize, 0)), sum(iif(type = 'index', pgsize, 0))
		FROM dbstat JOIN sqlite_schema USING (name) WHERE aggregate = true GROUP BY tbl_name ORDER BY sum(pgsize) DESC`)
	if err != nil {
		return weight{}, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r relation
		if err := rows.Scan(&r.name, &r.tables, &r.indexes); err != nil {
			return weight{}, err
		}
		all.add(r)
	}
	if err := rows.Err(); err != nil {
		return weight{}, err
	}
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM events").Scan(&all.events)
	return all, err
}

func (w *weight) add(r relation) {
	w.largest = append(w.largest, r)
	w.tables += r.tables
	w.indexes += r.indexes
}

// onPostgreSQL starts a server in the folder.
func onPostgreSQL(ctx context.Context, programs, folder string) (_ *stage, err error) {
	server, err := startServer(ctx, programs, folder)
	if err != nil {
		return nil, err
	}
	s := &stage{name: "PostgreSQL", server: server}
	s.close = func(ctx context.Context) error {
		return errors.Join(s.admin.Close(ctx), server.stop(ctx))
	}
	if err := s.connect(ctx); err != nil {
		return nil, errors.Join(err, server.stop(ctx))
	}
	if _, err := s.admin.Exec(ctx, "CREATE EXTENSION pg_stat_statements"); err != nil {
		return nil, errors.Join(err, s.close(ctx))
	}
	s.open = func(ctx context.Context, name string) (es.Store, error) {
		return postgres.Open(ctx, server.connection("&pool_max_conns=12&search_path="+name), postgres.Options{})
	}
	s.weigh, s.log, s.handler = s.weighSchema, s.logged, s.projection
	s.settle = func(ctx context.Context) error {
		_, err := s.admin.Exec(ctx, "VACUUM (ANALYZE)")
		if err == nil {
			_, err = s.admin.Exec(ctx, "CHECKPOINT")
		}
		return err
	}
	return s, nil
}

// connect also replaces a connection that a crash has cut.
func (s *stage) connect(ctx context.Context) (err error) {
	s.admin, err = pgx.Connect(ctx, s.server.connection(""))
	return err
}

func (s *stage) weighSchema(ctx context.Context, name string) (weight, error) {
	rows, err := s.admin.Query(ctx, `SELECT relname, pg_table_size(c.oid), pg_indexes_size(c.oid)
		FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
		WHERE relkind = 'r' AND nspname = $1 ORDER BY pg_total_relation_size(c.oid) DESC`, name)
	if err != nil {
		return weight{}, err
	}
	relations, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r relation, err error) {
		err = row.Scan(&r.name, &r.tables, &r.indexes)
		return r, err
	})
	var all weight
	for _, r := range relations {
		all.add(r)
	}
	if err != nil {
		return weight{}, err
	}
	err = s.admin.QueryRow(ctx, "SELECT count(*) FROM "+name+".events").Scan(&all.events)
	return all, err
}

func (s *stage) logged(ctx context.Context) (l logged, err error) {
	err = s.admin.QueryRow(ctx, `SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn, pg_snapshot_xmax(pg_current_snapshot())::text::bigint`).
		Scan(&l.bytes, &l.transactions)
	return l, err
}

// projection counts the events of each account in a table of its own.
func (s *stage) projection(ctx context.Context) (handle func(ctx context.Context, account string) error, close func(), err error) {
	pool, err := pgxpool.New(ctx, s.server.connection("&pool_max_conns=8"))
	if err != nil {
		return nil, nil, err
	}
	if _, err := pool.Exec(ctx, "CREATE TABLE IF NOT EXISTS projection (account text PRIMARY KEY, events bigint NOT NULL)"); err != nil {
		pool.Close()
		return nil, nil, err
	}
	return func(ctx context.Context, account string) error {
		_, err := pool.Exec(ctx, `INSERT INTO projection VALUES ($1, 1)
			ON CONFLICT (account) DO UPDATE SET events = projection.events + 1`, account)
		return err
	}, pool.Close, nil
}
