package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// ground is where the places chosen make their databases.
type ground struct {
	places []place
	// about tells of the server, with a comma after it; empty without one.
	about string
	dir   *folder
	db    *schemas
}

// openGround goes to the server only where it is asked for.
func openGround(ctx context.Context, o options) (*ground, error) {
	g := &ground{dir: &folder{parent: o.dir}}
	make := map[placeName]func() place{
		inMemory:     memoryPlace,
		onSQLite:     func() place { return sqlitePlace(g.dir) },
		onPostgreSQL: func() place { return postgresPlace(g.db) },
	}
	if slices.Contains(o.stores, onPostgreSQL) {
		db, err := openSchemas(ctx)
		if err != nil {
			return nil, err
		}
		g.db = db
		about, err := db.about(ctx)
		if err != nil {
			return nil, errors.Join(err, g.close(ctx))
		}
		g.about = about + ", "
	}
	for _, name := range o.stores {
		g.places = append(g.places, make[name]())
	}
	return g, nil
}

// ready is called before each row.
func (g *ground) ready(ctx context.Context) error {
	if g.db == nil {
		return nil
	}
	return g.db.checkpoint(ctx)
}

// clear removes every database made so far.
func (g *ground) clear(ctx context.Context) error {
	err := g.dir.empty()
	if g.db != nil {
		err = errors.Join(err, g.db.drop(context.WithoutCancel(ctx)))
	}
	return err
}

func (g *ground) close(ctx context.Context) error {
	if g.db == nil {
		return nil
	}
	return g.db.close(ctx)
}

// parsePlace reads a name of the flag.
func parsePlace(text string) (placeName, error) {
	for flag, name := range map[string]placeName{"memory": inMemory, "sqlite": onSQLite, "postgres": onPostgreSQL} {
		if text == flag {
			return name, nil
		}
	}
	return "", fmt.Errorf("%q is none of memory, sqlite, postgres", text)
}
