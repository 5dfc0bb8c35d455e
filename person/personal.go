package person

import (
	"log/slog"
	"strconv"
	"unique"
)

// kind is what one kind of personal text has of its own. Implementations are empty structs.
type kind interface {
	// read gives the canonical text of what MarshalText wrote, in this release or an older one. It may
	// be more lenient than the type's Parse function, never less, else stored data would become unreadable.
	read(text string) (canonical string, err error)
	// format gives the spelling people know.
	format(canonical string) string
	// mask gives the spelling that tells an owner which value is meant and nobody else what it is.
	mask(canonical string) string
}

// personal carries a canonical text and everything the types of this package do alike. The text lies
// behind a handle, of which fmt prints an address at most: also for a value in an unexported field,
// where fmt cannot call String. Handles of equal texts are equal, so values compare with == and serve as
// map keys.
type personal[K kind] struct{ text unique.Handle[string] }

// keep wraps a canonical text; the empty text gives the zero value.
func keep[K kind](canonical string) personal[K] {
	if canonical == "" {
		return personal[K]{}
	}
	return personal[K]{unique.Make(canonical)}
}

// IsZero reports whether there is no value.
func (p personal[K]) IsZero() bool { return p == personal[K]{} }

// Reveal gives the canonical text in full; of the zero value, the empty text.
func (p personal[K]) Reveal() string {
	if p.IsZero() {
		return ""
	}
	return p.text.Value()
}

// Format gives the full value as people write it; of the zero value, the empty text.
func (p personal[K]) Format() string {
	if p.IsZero() {
		return ""
	}
	var k K
	return k.format(p.Reveal())
}

// Masked gives a spelling by which the owner recognises the value and which gives it away to nobody
// else; of the zero value, the empty text.
func (p personal[K]) Masked() string {
	if p.IsZero() {
		return ""
	}
	var k K
	return k.mask(p.Reveal())
}

// String is Masked, so that a value printed by accident does not show (IDN-9).
func (p personal[K]) String() string { return p.Masked() }

// GoString is Masked in quotes.
func (p personal[K]) GoString() string { return strconv.Quote(p.Masked()) }

// LogValue is Masked.
func (p personal[K]) LogValue() slog.Value { return slog.StringValue(p.Masked()) }

// MarshalText gives the canonical text in full: see the package's documentation on JSON.
func (p personal[K]) MarshalText() ([]byte, error) { return []byte(p.Reveal()), nil }

// UnmarshalText reads what MarshalText wrote. It does not take the place of the Parse function.
func (p *personal[K]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = personal[K]{}
		return nil
	}
	var k K
	canonical, err := k.read(string(text))
	if err != nil {
		return err
	}
	*p = keep[K](canonical)
	return nil
}
