package eventsourcing

import (
	"context"
	"maps"
	"reflect"
	"slices"
)

// Registry is what a [Catalog] is made of: any [*Codec].
type Registry interface{ registered() *definitions }

func (c *Codec[S]) registered() *definitions { return &c.definitions }

// Catalog reads events of several aggregates, for handlers that see the whole feed. It is safe for
// concurrent use.
type Catalog struct {
	definitions
	keyring *Keyring
}

// NewCatalog joins the codecs; the keyring opens sealed parts.
func NewCatalog(keyring *Keyring, registries ...Registry) (*Catalog, error) {
	catalog := &Catalog{
		definitions: definitions{byType: map[reflect.Type]*definition{}, byName: map[string]*definition{}},
		keyring:     keyring,
	}
	for _, registry := range registries {
		from := registry.registered()
		if err := from.Err(); err != nil {
			return nil, err
		}
		for _, def := range from.byName {
			if catalog.byName[def.name] != nil {
				catalog.mistake("%s is registered in two codecs", def.name)
				continue
			}
			catalog.byName[def.name], catalog.byType[def.typ] = def, def
		}
	}
	return catalog, catalog.Err()
}

// Names returns the names of all events, sorted.
func (c *Catalog) Names() []string { return slices.Sorted(maps.Keys(c.byName)) }

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

// Knows reports whether events of that name can be read.
func (c *Catalog) Knows(name string) bool { return c.byName[name] != nil }

// Read decodes the record in the present version of its event, its personal part opened, or marked
// erased when the data key is gone.
func (c *Catalog) Read(ctx context.Context, record Record) (any, error) {
	event, _, err := c.read(ctx, record)
	return event, err
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
	opened, err := c.keyring.session().open(ctx, record)
	if err != nil {
		return nil, nil, err
	}
	return c.definitions.read(record.Type, record.Schema, opened)
}
