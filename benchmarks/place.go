package main

import (
	"context"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/sqlite"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// place is where events are kept: a store and the floor it is compared with.
type place struct {
	name placeName
	// ages: a file that was written before is faster than one that grows, so what is measured is one that
	// has grown already.
	ages  bool
	floor func(ctx context.Context) (floor, error)
	store func(ctx context.Context) (es.Store, error)
	// peer is watermill-sql in the same database; nil where that is not compared.
	peer func(ctx context.Context, settings peerSettings) (*peer, error)
	// settle is called when a subject was filled, before it is measured; nil where nothing has to settle.
	settle func(ctx context.Context) error
}

// placeName is how the table and the flag name a place.
type placeName string

const (
	inMemory     placeName = "memory"
	onSQLite     placeName = "SQLite"
	onPostgreSQL placeName = "PostgreSQL"
	// noStore is where what needs no store is measured.
	noStore placeName = "none"
)

// floor is a subject by hand, whose log can be read for delivery.
type floor interface {
	subject
	pager
	// write writes what a unit of work has appended, but no data keys. Safe for concurrent use.
	write(ctx context.Context, batch es.Batch) error
}

func memoryPlace() place {
	return place{
		name:  inMemory,
		floor: func(context.Context) (floor, error) { return newFloorMemory(), nil },
		store: func(context.Context) (es.Store, error) { return memory.NewStore(), nil },
	}
}

func sqlitePlace(dir *folder) place {
	return place{
		name: onSQLite, ages: true,
		floor: func(ctx context.Context) (floor, error) {
			path, err := dir.newPath()
			if err != nil {
				return nil, err
			}
			return openFloorSQLite(ctx, path)
		},
		store: func(ctx context.Context) (es.Store, error) {
			path, err := dir.newPath()
			if err != nil {
				return nil, err
			}
			return sqlite.Open(ctx, path, sqlite.Options{})
		},
	}
}

func postgresPlace(db *schemas) place {
	return place{
		name: onPostgreSQL, ages: true,
		floor: func(ctx context.Context) (floor, error) { return openFloorPostgres(ctx, db.newConnection()) },
		store: func(ctx context.Context) (es.Store, error) {
			return postgres.Open(ctx, db.newConnection(), postgres.Options{})
		},
		peer: func(ctx context.Context, settings peerSettings) (*peer, error) {
			return openPeer(ctx, db, settings)
		},
		settle: db.settle,
	}
}

// settled lets what was filled come to rest.
func (p place) settled(ctx context.Context) error {
	if p.settle == nil {
		return nil
	}
	return p.settle(ctx)
}

// plain and full are the kernel over a new store.
func (p place) plain(ctx context.Context) (*kernel, error) { return p.kernel(ctx, false) }

func (p place) full(ctx context.Context) (*kernel, error) { return p.kernel(ctx, true) }

func (p place) kernel(ctx context.Context, features bool) (*kernel, error) {
	store, err := p.store(ctx)
	if err != nil {
		return nil, err
	}
	return newKernel(store, features)
}
