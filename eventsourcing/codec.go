package eventsourcing

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/kabinet-go/kabinet/fault"
)

// Codec knows the events of one aggregate: their stable names, versions and how older versions become
// the present ones. Fill it with [Register], [RegisterPersonal], [Upcast] and [UpcastPersonal] before
// use, each event before its upcasters; afterwards it is safe for concurrent use. Mistakes made while
// filling it are reported by Err, which [NewRepository] and [NewCatalog] ask.
type Codec[S any] struct{ definitions }

// NewCodec returns an empty codec.
func NewCodec[S any]() *Codec[S] { return &Codec[S]{newDefinitions()} }

// Register makes the event E known under a dotted name and the version of its present shape, from 1.
// E is a value type that survives encoding/json.
func Register[E Event[S], S any](codec *Codec[S], name string, version int) {
	codec.add(definition{name: name, assign: assignTo[E]}, version, publicShape[E]())
}

// RegisterPersonal is Register for an event with personal data: part returns whose they are (the
// account's id, which is the id of its data key) and the field.
func RegisterPersonal[E Event[S], P, S any](
	codec *Codec[S], name string, version int, part func(*E) (subject string, personal *Personal[P]),
) {
	codec.add(definition{name: name, assign: assignTo[E], erase: eraser(part)}, version, personalShape(part))
}

// Upcast says how version from of the named event, of shape Old, becomes the next one: the shape of
// version from+1, which is E itself or the Old of another Upcast.
func Upcast[Old, New, S any](codec *Codec[S], name string, from int, upcast func(Old) New) {
	codec.addUpcast(name, from, publicShape[Old](), upcaster(upcast))
}

// UpcastPersonal is Upcast for an old shape with personal data. Where these are erased the upcaster
// sees the zero value, and the present event comes out marked as erased by itself.
func UpcastPersonal[Old, New, P, S any](
	codec *Codec[S], name string, from int, part func(*Old) (subject string, personal *Personal[P]), upcast func(Old) New,
) {
	codec.addUpcast(name, from, personalShape(part), upcaster(upcast))
}

// shape is one version of an event: how it is written and read, and what it becomes next.
type shape struct {
	typ      reflect.Type
	personal bool
	encode   func(event any) (Plain, error)
	// decode gives a pointer to the event: it is copied only where somebody wants it by value.
	decode func(Plain) (event any, erased bool, err error)
	value  func(event any) any
	next   step
}

// step leads from one version to the next, from pointer to pointer; the present one has none.
type step struct {
	to     reflect.Type
	upcast func(old any) any
}

func publicShape[E any]() shape {
	return shape{
		typ: reflect.TypeFor[E](),
		encode: func(event any) (Plain, error) {
			data, err := json.Marshal(event)
			return Plain{Data: data}, err
		},
		decode: func(plain Plain) (any, bool, error) {
			event := new(E)
			err := json.Unmarshal(plain.Data, event)
			return event, false, err
		},
		value: pointedTo[E],
	}
}

func personalShape[E, P any](part func(*E) (string, *Personal[P])) shape {
	return shape{
		typ:      reflect.TypeFor[E](),
		personal: true,
		encode: func(event any) (Plain, error) {
			data, err := json.Marshal(event)
			if err != nil {
				return Plain{}, err
			}
			typed, _ := event.(E)
			subject, personal := part(&typed)
			if personal.Erased {
				return Plain{Data: data}, nil
			}
			if subject == "" {
				return Plain{}, errNobodys
			}
			secret, err := json.Marshal(personal.Value())
			if err != nil {
				return Plain{}, personalMisfit[P]()
			}
			return Plain{Data: data, Personal: secret, Subject: subject}, nil
		},
		decode: func(plain Plain) (any, bool, error) {
			event := new(E)
			if err := json.Unmarshal(plain.Data, event); err != nil {
				return nil, false, err
			}
			_, personal := part(event)
			if plain.Personal == nil {
				*personal = Personal[P]{Erased: true}
				return event, true, nil
			}
			opened := &concealed[P]{}
			if err := json.Unmarshal(plain.Personal, &opened.value); err != nil {
				return nil, false, personalMisfit[P]()
			}
			*personal = opened.personal()
			return event, false, nil
		},
		value: pointedTo[E],
	}
}

// personalMisfit leaves the cause out, since it may quote what it stumbled over.
func personalMisfit[P any]() error {
	return fmt.Errorf("its personal part is no %s in JSON", reflect.TypeFor[P]())
}

func pointedTo[E any](event any) any {
	pointer, _ := event.(*E)
	return *pointer
}

func upcaster[Old, New any](upcast func(Old) New) step {
	return step{to: reflect.TypeFor[New](), upcast: func(old any) any {
		pointer, _ := old.(*Old)
		next := upcast(*pointer)
		return &next
	}}
}

func eraser[E, P any](part func(*E) (string, *Personal[P])) func(any) {
	return func(event any) {
		pointer, _ := event.(*E)
		_, personal := part(pointer)
		*personal = Personal[P]{Erased: true}
	}
}

func assignTo[E any](target, event any) error {
	pointer, ok := target.(*E)
	if !ok {
		return fault.AsPermanent(fmt.Errorf("eventsourcing: cannot decode %s into %T", reflect.TypeFor[E](), target))
	}
	from, _ := event.(*E)
	*pointer = *from
	return nil
}
