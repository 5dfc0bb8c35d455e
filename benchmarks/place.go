package main

import (
	"context"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/adapters/sqlite"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// place is where events are kept: a store and the floor it is compared with.
type place struct {
	name string
	// ages: a file that was written before is faster than one that grows, so what is measured is one that
	// has grown already.
	ages  bool
	floor func(ctx context.Context) (floor, error)
	store func(ctx context.Context) (es.Store, error)
}

// floor is a subject by hand, whose log can be read for delivery.
type floor interface {
	subject
	pager
}

func inMemory() place {
	return place{
		name:  "memory",
		floor: func(context.Context) (floor, error) { return newFloorMemory(), nil },
		store: func(context.Context) (es.Store, error) { return memory.NewStore(), nil },
	}
}

func onSQLite(dir *folder) place {
	return place{
		name: "SQLite", ages: true,
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
