package eventsourcing

import (
	"errors"
	"fmt"

	"github.com/kabinet-go/kabinet/fault"
)

// Plain is an event written down and not sealed: what goes into a [Record], and what golden files keep.
// It holds personal data in clear; it belongs neither in a store nor in a log.
type Plain struct {
	// Type is the stable dotted name of the event, Schema the version of its shape, from 1.
	Type   string
	Schema int
	// Data is the public part as JSON.
	Data []byte
	// Personal is the personal part as JSON, nil when the event has none or it is erased; Subject says
	// whose it is.
	Personal []byte
	Subject  string
}

// Format prints what is no secret, for every verb.
func (p Plain) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "%s version %d", p.Type, p.Schema)
}

var errNobodys = errors.New("its personal data have no subject")

// Encode writes an event down in its present version. An event that is not registered, or cannot be
// written, is a fault.Permanent.
func (d *definitions) Encode(event any) (Plain, error) {
	def, err := d.of(event)
	if err != nil {
		return Plain{}, fault.AsPermanent(err)
	}
	return def.encode(def.version(), event)
}

// Decode reads an event and brings it to its present version. A name or a version that is not known
// here, and contents that cannot be read, are a fault.Permanent.
func (d *definitions) Decode(plain Plain) (any, error) {
	event, def, err := d.decode(plain)
	if err != nil {
		return nil, err
	}
	return def.present().value(event), nil
}

// Rewrite reads an event in the version it was written in, and writes it down in that same version.
// What comes out differs from what went in where the shape of that version has lost something.
func (d *definitions) Rewrite(plain Plain) (Plain, error) {
	def, shape, err := d.shapeOf(plain)
	if err != nil {
		return Plain{}, err
	}
	event, _, err := shape.decode(plain)
	if err != nil {
		return Plain{}, unreadable(plain, err)
	}
	return def.encode(plain.Schema, shape.value(event))
}

// Versions returns the present version of every event by name.
func (d *definitions) Versions() map[string]int {
	versions := make(map[string]int, len(d.byName))
	for name, def := range d.byName {
		versions[name] = def.version()
	}
	return versions
}

func (d *definition) encode(version int, event any) (Plain, error) {
	plain, err := d.shapes[version-1].encode(event)
	if err != nil {
		return Plain{}, fault.AsPermanent(fmt.Errorf("eventsourcing: writing %s: %w", d.name, err))
	}
	plain.Type, plain.Schema = d.name, version
	return plain, nil
}

// decode gives a pointer to the event in its present version.
func (d *definitions) decode(plain Plain) (any, *definition, error) {
	def, shape, err := d.shapeOf(plain)
	if err != nil {
		return nil, nil, err
	}
	event, erased, err := shape.decode(plain)
	if err != nil {
		return nil, nil, unreadable(plain, err)
	}
	if plain.Schema == def.version() {
		return event, def, nil
	}
	for _, old := range def.shapes[plain.Schema-1 : def.version()-1] {
		event = old.next.upcast(event)
	}
	if erased && def.erase != nil {
		def.erase(event)
	}
	return event, def, nil
}

func (d *definitions) shapeOf(plain Plain) (*definition, *shape, error) {
	def := d.byName[plain.Type]
	if def == nil {
		return nil, nil, fault.AsPermanent(fmt.Errorf("eventsourcing: event %q is unknown here", plain.Type))
	}
	if plain.Schema < 1 || plain.Schema > def.version() || def.shapes[plain.Schema-1].typ == nil {
		return nil, nil, fault.AsPermanent(fmt.Errorf("eventsourcing: %s is unknown here, the newest known is %d", plain, def.version()))
	}
	return def, &def.shapes[plain.Schema-1], nil
}

func unreadable(plain Plain, err error) error {
	return fault.AsPermanent(fmt.Errorf("eventsourcing: reading %s: %w", plain, err))
}
