package eventsourcing

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
)

// definitions are the events of a codec or of several, without the type of their state.
type definitions struct {
	byType   map[reflect.Type]*definition
	byName   map[string]*definition
	mistakes []error
}

func newDefinitions() definitions {
	return definitions{byType: map[reflect.Type]*definition{}, byName: map[string]*definition{}}
}

// definition is one event: shapes[v-1] is its version v, the last one the present.
type definition struct {
	name   string
	shapes []shape
	// assign copies what a pointer to a present event points to.
	assign func(target, event any) error
	// erase marks the personal part of a present event as erased; nil when it has none.
	erase func(event any)
}

func (d *definition) version() int { return len(d.shapes) }

func (d *definition) present() *shape { return &d.shapes[len(d.shapes)-1] }

func (d *definitions) registered() *definitions { return d }

// Err returns everything that was wrong while the codec was filled, joined; nil when nothing was.
func (d *definitions) Err() error {
	mistakes := slices.Clone(d.mistakes)
	for _, name := range slices.Sorted(maps.Keys(d.byName)) {
		shapes := d.byName[name].shapes
		for i, old := range shapes[:len(shapes)-1] {
			switch newer := shapes[i+1].typ; {
			case old.typ == nil:
				mistakes = append(mistakes, fmt.Errorf("eventsourcing: %s version %d has no upcaster", name, i+1))
			case newer != nil && old.next.to != newer:
				mistakes = append(mistakes, fmt.Errorf("eventsourcing: %s version %d becomes %s, but version %d is %s",
					name, i+1, old.next.to, i+2, newer))
			}
		}
	}
	return errors.Join(mistakes...)
}

var eventName = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)

func (d *definitions) add(def definition, version int, present shape) {
	switch {
	case !eventName.MatchString(def.name):
		d.mistake("%q is no dotted event name", def.name)
	case version < 1:
		d.mistake("%s has version %d, versions begin at 1", def.name, version)
	case present.typ.Kind() == reflect.Pointer:
		d.mistake("%s is a pointer, events are values", present.typ)
	case d.byName[def.name] != nil:
		d.mistake("%s is registered twice", def.name)
	case d.byType[present.typ] != nil:
		d.mistake("%s is registered twice, as %s and %s", present.typ, d.byType[present.typ].name, def.name)
	default:
		d.checkPersonal(def.name, version, present)
		def.shapes = append(make([]shape, version-1), present)
		d.byName[def.name], d.byType[present.typ] = &def, &def
	}
}

func (d *definitions) addUpcast(name string, from int, old shape, next step) {
	def := d.byName[name]
	switch {
	case def == nil:
		d.mistake("upcaster for %s, which is not registered", name)
	case from < 1 || from >= def.version():
		d.mistake("upcaster for %s from version %d, which is not older than the present %d", name, from, def.version())
	case def.shapes[from-1].typ != nil:
		d.mistake("two upcasters for %s from version %d", name, from)
	default:
		d.checkPersonal(name, from, old)
		old.next = next
		def.shapes[from-1] = old
	}
}

func (d *definitions) mistake(format string, args ...any) {
	d.mistakes = append(d.mistakes, fmt.Errorf("eventsourcing: "+format, args...))
}

func (d *definitions) of(event any) (*definition, error) {
	def := d.byType[reflect.TypeOf(event)]
	if def == nil {
		return nil, fmt.Errorf("eventsourcing: event %T is not registered", event)
	}
	return def, nil
}
