package eventsourcing

import (
	"context"
	"errors"
	"iter"
	"reflect"
)

// Registry is what a [Catalog] is made of and golden files are checked against: any [*Codec].
type Registry interface {
	Err() error
	Encode(event any) (Plain, error)
	Decode(plain Plain) (any, error)
	Rewrite(plain Plain) (Plain, error)
	Versions() map[string]int
	registered() *definitions
}

// Catalog reads events of several aggregates, for handlers that see the whole feed. It is safe for
// concurrent use.
type Catalog struct {
	definitions
	keyring *Keyring
}

// NewCatalog joins the codecs; the keyring opens sealed parts.
func NewCatalog(keyring *Keyring, registries ...Registry) (*Catalog, error) {
	if keyring == nil {
		return nil, errors.New("eventsourcing: a catalog needs a keyring")
	}
	catalog := &Catalog{definitions: newDefinitions(), keyring: keyring}
	for _, registry := range registries {
		from := registry.registered()
		if err := from.Err(); err != nil {
			return nil, err
		}
		for name, def := range from.byName {
			if catalog.byName[name] != nil {
				catalog.mistake("%s is registered in two codecs", name)
				continue
			}
			catalog.byName[name], catalog.byType[def.present().typ] = def, def
		}
	}
	if err := catalog.Err(); err != nil {
		return nil, err
	}
	return catalog, nil
}

// NameOf returns the registered name of an event given as a value or as a pointer to one; ok is false
// when it is not registered.
func (c *Catalog) NameOf(event any) (name string, ok bool) {
	typ := reflect.TypeOf(event)
	if typ != nil && typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	def := c.byType[typ]
	if def == nil {
		return "", false
	}
	return def.name, true
}

// Read decodes the record in the present version of its event, its personal part opened, or marked
// erased when the data key is gone.
func (c *Catalog) Read(ctx context.Context, record Record) (any, error) {
	event, def, err := c.read(ctx, record)
	if err != nil {
		return nil, err
	}
	return def.present().value(event), nil
}

// ReadAll reads records that were loaded together, as those of a [Page]: it yields for each, in order, what
// Read gives. Each data key is asked for once, so one that is destroyed meanwhile may still open what is left
// of them.
func (c *Catalog) ReadAll(ctx context.Context, records []Record) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		keys := c.keyring.session()
		for i := range records {
			event, def, err := c.open(ctx, &keys, records[i])
			if err == nil {
				event = def.present().value(event)
			}
			if !yield(event, err) {
				return
			}
		}
	}
}

// ReadInto is Read into target, a pointer to the event's type.
func (c *Catalog) ReadInto(ctx context.Context, record Record, target any) error {
	event, def, err := c.read(ctx, record)
	if err != nil {
		return err
	}
	return def.assign(target, event)
}

func (c *Catalog) read(ctx context.Context, record Record) (any, *definition, error) {
	if len(record.Sealed) == 0 {
		return c.decode(plainOf(&record))
	}
	keys := c.keyring.session()
	return c.open(ctx, &keys, record)
}

func (c *Catalog) open(ctx context.Context, keys *session, record Record) (any, *definition, error) {
	// Nobody knows how long ago the record was loaded: a key it brought along may be destroyed by now.
	record.Wrapped = nil
	opened, err := keys.open(ctx, &record)
	if err != nil {
		return nil, nil, err
	}
	return c.decode(opened)
}
