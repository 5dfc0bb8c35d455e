package eventsourcing

import "reflect"

// checkPersonal finds, when a shape is made known, what would otherwise lose or betray personal data
// when the first event is recorded.
func (d *definitions) checkPersonal(name string, version int, known shape) {
	found := personalFields{seen: map[reflect.Type]bool{}}
	found.in(known.typ)
	switch {
	case known.personal && found.count == 0:
		d.mistake("%s version %d has no Personal field", name, version)
	case !known.personal && found.count > 0:
		d.mistake("%s version %d has a Personal field, make it known as personal", name, version)
	case found.count > 1:
		d.mistake("%s version %d has %d Personal fields, join them in one", name, version, found.count)
	case found.untagged:
		d.mistake(`%s version %d: the Personal field needs a name and the tag json:"-"`, name, version)
	}
}

// isPersonal is implemented by every Personal[P].
type isPersonal interface{ personal() }

// personalFields are the Personal fields of a type, however deep; seen is the way down to where it looks.
type personalFields struct {
	seen     map[reflect.Type]bool
	count    int
	untagged bool
}

func (f *personalFields) in(typ reflect.Type) {
	if f.seen[typ] {
		return
	}
	f.seen[typ] = true
	defer delete(f.seen, typ)
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		f.in(typ.Elem())
	case reflect.Struct:
		for field := range typ.Fields() {
			f.field(field)
		}
	default:
	}
}

func (f *personalFields) field(field reflect.StructField) {
	if !field.Type.Implements(reflect.TypeFor[isPersonal]()) {
		f.in(field.Type)
		return
	}
	f.count++
	f.untagged = f.untagged || field.Anonymous || field.Tag.Get("json") != "-"
}
