package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"strconv"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// kernel keeps accounts as Kabinet does.
type kernel struct {
	*es.Engine
	accounts *es.Repository[state]
	catalog  *es.Catalog
	// features: personal parts are sealed, commands take claims.
	features bool
}

func newKernel(store es.Store, features bool) (*kernel, error) {
	secret := bytes.Repeat([]byte{7}, sha256.Size)
	kek, err := es.NewLocalKEK("benchmark", map[string][]byte{"benchmark": secret})
	if err != nil {
		return nil, err
	}
	index, err := es.NewBlindIndex(secret)
	if err != nil {
		return nil, err
	}
	engine, err := es.NewEngine(es.Config{Store: store, Encrypter: kek, BlindIndex: index})
	if err != nil {
		return nil, err
	}
	codec, sealed := codecs()
	if features {
		codec = sealed
	}
	accounts, err := es.NewRepository(category, codec)
	if err != nil {
		return nil, err
	}
	catalog, err := es.NewCatalog(engine.Keyring(), codec)
	if err != nil {
		return nil, err
	}
	return &kernel{Engine: engine, accounts: accounts, catalog: catalog, features: features}, nil
}

func (k *kernel) create(ctx context.Context, id string, events int) error {
	return k.fill(ctx, []string{id}, events)
}

func (k *kernel) fill(ctx context.Context, ids []string, events int) error {
	return k.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		for _, id := range ids {
			if err := k.begin(ctx, unit, id, events); err != nil {
				return err
			}
		}
		return nil
	})
}

// begin is a command on a new account.
func (k *kernel) begin(ctx context.Context, unit *es.Unit, id string, events int) error {
	if k.features {
		if err := unit.CreateKey(ctx, id); err != nil {
			return err
		}
	}
	aggregate, err := k.accounts.Begin(unit, id)
	if err != nil {
		return err
	}
	return k.confirm(unit, aggregate, events)
}

func (k *kernel) amend(ctx context.Context, id string) error {
	return k.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		aggregate, err := k.accounts.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		return k.confirm(unit, aggregate, 1)
	})
}

// confirm decides and, with features, claims.
func (k *kernel) confirm(unit *es.Unit, aggregate *es.Aggregate[state], events int) error {
	id := aggregate.Stream().ID
	if k.features {
		phone := unit.Key("phone", id+"#"+strconv.FormatInt(aggregate.Version(), 10))
		unit.Claim(phone, aggregate.Stream(), time.Time{})
	}
	return aggregate.Decide(k.decision(id, events, unit.Now()))
}

// record writes events of a person into any stream, with nothing else around them.
func (k *kernel) record(ctx context.Context, stream, person string, events int) error {
	return k.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		aggregate, err := k.accounts.Load(ctx, unit, stream)
		if err != nil {
			return err
		}
		return aggregate.Decide(k.decision(person, events, unit.Now()))
	})
}

func (k *kernel) decision(id string, events int, now time.Time) es.Decision[state] {
	return func(s state) ([]es.Event[state], error) {
		decided := make([]es.Event[state], events)
		for i := range decided {
			if k.features {
				decided[i] = newSealedConfirmed(id, s.Events+i, now)
			} else {
				decided[i] = newConfirmed(id, s.Events+i, now)
			}
		}
		return decided, nil
	}
}

func (k *kernel) load(ctx context.Context, id string) (present state, err error) {
	err = k.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		aggregate, err := k.accounts.Load(ctx, unit, id)
		if err == nil {
			present = aggregate.State()
		}
		return err
	})
	return present, err
}

func (k *kernel) readLog(ctx context.Context) (int, error) {
	return k.eachPage(ctx, func(records []es.Record) error {
		for _, record := range records {
			record.Sealed = nil // what is sealed stays so
			if _, err := k.catalog.Read(ctx, record); err != nil {
				return err
			}
		}
		return nil
	})
}

// openLog reads the log as readLog does and opens the personal parts too.
func (k *kernel) openLog(ctx context.Context) (int, error) {
	return k.eachPage(ctx, func(records []es.Record) error {
		for _, err := range k.catalog.ReadAll(ctx, records) {
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (k *kernel) eachPage(ctx context.Context, read func([]es.Record) error) (count int, err error) {
	for after := int64(0); ; {
		page, err := k.Store().Read(ctx, after, pageSize)
		if err != nil || len(page.Records) == 0 {
			return count, err
		}
		if err := read(page.Records); err != nil {
			return count, err
		}
		count, after = count+len(page.Records), page.Next
	}
}

func (k *kernel) close() error { return k.Store().Close() }
