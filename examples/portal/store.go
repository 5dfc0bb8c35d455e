package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kabinet-go/kabinet/adapters/filekeys"
	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/sqlite"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// openStore opens the PostgreSQL database that -store names, or else a SQLite file in the folder.
func openStore(ctx context.Context, config config) (eventsourcing.Store, error) {
	if config.store.given() {
		return openPostgres(ctx, config.store)
	}
	return sqlite.Open(ctx, filepath.Join(config.data, "kabinet.db"), sqlite.Options{})
}

// oldest is how many of the store's first events show whether keys are there and are the right ones.
const oldest = 100

// openKeys opens the file of keys, or makes one for a store in which there is nothing yet. What would be
// written under other keys than the store's, those who have the right ones could not read. The store is
// asked first: a portal that begins beside this one makes the file before it writes.
func openKeys(ctx context.Context, path string, store eventsourcing.Store) (filekeys.Keys, error) {
	page, err := store.Read(ctx, 0, oldest)
	if err != nil {
		return filekeys.Keys{}, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && len(page.Records) > 0 {
		return filekeys.Keys{}, fmt.Errorf("%s is missing, without it nobody can read what is in the store: put it back, "+
			"or name the -data folder of the other portal, or begin anew with another store", path)
	}
	keys, err := filekeys.Open(path)
	if err != nil {
		return filekeys.Keys{}, err
	}
	return keys, fits(ctx, path, keys, store, page.Records)
}

// fits tries the first data key that is still there.
func fits(ctx context.Context, path string, keys filekeys.Keys, store eventsourcing.Store, records []eventsourcing.Record) error {
	for _, record := range records {
		if record.Key == "" {
			continue
		}
		wrapped, err := store.Key(ctx, record.Key)
		if errors.Is(err, eventsourcing.ErrErased) {
			continue
		}
		if err != nil {
			return err
		}
		if _, err := keys.Encrypter.Unwrap(ctx, wrapped); err != nil {
			return fmt.Errorf("%s holds other keys than those the store was written with: put the right file there, "+
				"or name the -data folder of the other portal", path)
		}
		return nil
	}
	return nil
}

// openPostgres opens the store that portals on several machines share. What is wrong with the database
// is told with what to do about it, only not why nobody answers.
func openPostgres(ctx context.Context, at address) (eventsourcing.Store, error) {
	store, err := postgres.Open(ctx, at.raw, postgres.Options{})
	switch {
	case errors.Is(err, fault.Transient):
		return nil, at.trouble(err, "check that PostgreSQL runs there and can be reached")
	case err != nil:
		return nil, at.trouble(err, "then start again")
	}
	return store, nil
}
