package eventsourcing

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
)

// Codec knows the events of one aggregate: their stable names, versions and how older versions become
// the present ones. Fill it with [Register], [RegisterPersonal], [Upcast] and [UpcastPersonal] before
// use; afterwards it is safe for concurrent use. Mistakes made while filling it are reported by Err,
// which [NewRepository] and [NewCatalog] ask.
type Codec[S any] struct{ definitions }

// NewCodec returns an empty codec.
func NewCodec[S any]() *Codec[S] {
	return &Codec[S]{definitions{byType: map[reflect.Type]*definition{}, byName: map[string]*definition{}}}
}

// Register makes the event E known under a dotted name and the version of its present shape, from 1.
func Register[E Event[S], S any](codec *Codec[S], name string, version int) {
	codec.add(&definition{
		name: name, version: version, typ: reflect.TypeFor[E](),
		encode: func(event any) (encoded, error) {
			data, err := json.Marshal(event)
			return encoded{data: data}, err
		},
		decode: map[int]decoder{version: decodePublic[E]},
		assign: assignTo[E],
	})
}

// RegisterPersonal is Register for an event with personal data: part returns whose they are (the
// account's id, which is the id of its data key) and the field.
func RegisterPersonal[E Event[S], P, S any](
	codec *Codec[S], name string, version int, part func(*E) (subject string, personal *Personal[P]),
) {
	codec.add(&definition{
		name: name, version: version, typ: reflect.TypeFor[E](),
		encode: func(event any) (encoded, error) {
			typed, _ := event.(E)
			subject, personal := part(&typed)
			data, err := json.Marshal(typed)
			if err != nil || personal.Erased {
				return encoded{data: data}, err
			}
			secret, err := personal.marshal()
			return encoded{data: data, personal: secret, subject: subject}, err
		},
		decode: map[int]decoder{version: decodePersonal(part)},
		assign: assignTo[E],
	})
}

// Upcast says how version from of the named event, of shape Old, becomes the next one: the shape of
// version from+1, which is E itself or the Old of another Upcast.
func Upcast[Old, New, S any](codec *Codec[S], name string, from int, upcast func(Old) New) {
	codec.addUpcast(name, from, decodePublic[Old], upcaster(upcast))
}

// UpcastPersonal is Upcast for an old shape with personal data.
func UpcastPersonal[Old, New, P, S any](
	codec *Codec[S], name string, from int, part func(*Old) (subject string, personal *Personal[P]), upcast func(Old) New,
) {
	codec.addUpcast(name, from, decodePersonal(part), upcaster(upcast))
}

type encoded struct {
	data, personal []byte
	subject        string
}

// contents is what a record holds, its personal part opened.
type contents struct {
	data, personal []byte
	erased         bool
}

type decoder func(contents) (any, error)

type definition struct {
	name    string
	version int
	typ     reflect.Type
	encode  func(event any) (encoded, error)
	decode  map[int]decoder
	upcast  map[int]func(old any) (any, error)
	assign  func(target, event any) error
}

func decodePublic[E any](c contents) (any, error) {
	var event E
	err := json.Unmarshal(c.data, &event)
	return event, err
}

func decodePersonal[E, P any](part func(*E) (string, *Personal[P])) decoder {
	return func(c contents) (any, error) {
		var event E
		if err := json.Unmarshal(c.data, &event); err != nil {
			return nil, err
		}
		_, personal := part(&event)
		personal.Erased = c.erased
		if c.personal == nil {
			return event, nil
		}
		err := personal.unmarshal(c.personal)
		return event, err
	}
}

func upcaster[Old, New any](upcast func(Old) New) func(any) (any, error) {
	return func(old any) (any, error) {
		typed, ok := old.(Old)
		if !ok {
			return nil, fmt.Errorf("eventsourcing: upcaster wants %T, got %T", typed, old)
		}
		return upcast(typed), nil
	}
}

func assignTo[E any](target, event any) error {
	pointer, ok := target.(*E)
	if !ok {
		return fmt.Errorf("eventsourcing: cannot decode %T into %T", event, target)
	}
	*pointer, _ = event.(E)
	return nil
}

// definitions are the events of a codec or of several, without the type of their state.
type definitions struct {
	byType   map[reflect.Type]*definition
	byName   map[string]*definition
	mistakes []error
}

// Err returns everything that was wrong while the codec was filled, joined; nil when nothing was.
func (d *definitions) Err() error {
	mistakes := d.mistakes
	for name, def := range d.byName {
		for version := 1; version < def.version; version++ {
			if def.decode[version] == nil {
				mistakes = append(mistakes, fmt.Errorf("eventsourcing: %s version %d has no upcaster", name, version))
			}
		}
	}
	return errors.Join(mistakes...)
}

var eventName = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)

func (d *definitions) add(def *definition) {
	switch {
	case !eventName.MatchString(def.name):
		d.mistake("%q is no dotted event name", def.name)
	case def.version < 1:
		d.mistake("%s has version %d, versions begin at 1", def.name, def.version)
	case d.byName[def.name] != nil:
		d.mistake("%s is registered twice", def.name)
	case d.byType[def.typ] != nil:
		d.mistake("%s is registered twice, as %s and %s", def.typ, d.byType[def.typ].name, def.name)
	default:
		def.upcast = map[int]func(any) (any, error){}
		d.byName[def.name], d.byType[def.typ] = def, def
	}
}

func (d *definitions) addUpcast(name string, from int, decode decoder, upcast func(any) (any, error)) {
	def := d.byName[name]
	switch {
	case def == nil:
		d.mistake("upcaster for %s, which is not registered", name)
	case from < 1 || from >= def.version:
		d.mistake("upcaster for %s from version %d, want 1 to %d", name, from, def.version-1)
	case def.decode[from] != nil:
		d.mistake("two upcasters for %s from version %d", name, from)
	default:
		def.decode[from], def.upcast[from] = decode, upcast
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

// read decodes a record's contents and brings them to the present version.
func (d *definitions) read(name string, schema int, c contents) (any, *definition, error) {
	def := d.byName[name]
	if def == nil {
		return nil, nil, fmt.Errorf("eventsourcing: event %q is unknown here", name)
	}
	decode := def.decode[schema]
	if decode == nil {
		return nil, nil, fmt.Errorf("eventsourcing: %s version %d is unknown, this release knows 1 to %d", name, schema, def.version)
	}
	event, err := decode(c)
	for version := schema; err == nil && version < def.version; version++ {
		event, err = def.upcast[version](event)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("eventsourcing: reading %s version %d: %w", name, schema, err)
	}
	return event, def, nil
}
