package eventsourcing

import (
	"errors"
	"fmt"
	"log/slog"
)

// Personal is the part of an event that is personal data. It is kept sealed under the person's data
// key, apart from the rest. An event has at most one, in a field tagged `json:"-"`, made known with
// [RegisterPersonal].
//
// No formatting verb, logger or JSON encoder prints the value. It stands behind two pointers, because
// where package fmt meets a wrong verb or an unexported field it asks no methods and prints the fields
// themselves, and what one pointer points to. So two equal parts are not equal by ==; compare them with
// reflect.DeepEqual.
type Personal[P any] struct {
	// Erased is true when the data key was destroyed: Value is then the zero value.
	Erased bool
	value  **P
}

// NewPersonal wraps a value.
func NewPersonal[P any](value P) Personal[P] { return (&concealed[P]{value: value}).personal() }

// concealed is a value with a pointer to it, so that one piece of memory serves both.
type concealed[P any] struct {
	value P
	at    *P
}

func (c *concealed[P]) personal() Personal[P] {
	c.at = &c.value
	return Personal[P]{value: &c.at}
}

// Value returns the value in clear, the zero value when it is erased or was never given.
func (p Personal[P]) Value() P {
	if p.value == nil {
		var none P
		return none
	}
	return **p.value
}

const masked = "[personal]"

// Format prints a placeholder for every verb.
func (Personal[P]) Format(state fmt.State, _ rune) { _, _ = fmt.Fprint(state, masked) }

// LogValue is a placeholder.
func (Personal[P]) LogValue() slog.Value { return slog.StringValue(masked) }

// MarshalJSON refuses: a personal part in the public part of an event is a missing `json:"-"`.
func (Personal[P]) MarshalJSON() ([]byte, error) {
	return nil, errors.New(`eventsourcing: a Personal field needs the tag json:"-"`)
}

// UnmarshalJSON refuses, as MarshalJSON does.
func (*Personal[P]) UnmarshalJSON([]byte) error {
	return errors.New(`eventsourcing: a Personal field needs the tag json:"-"`)
}

func (Personal[P]) personal() {}
