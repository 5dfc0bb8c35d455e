package signature

import (
	"log/slog"
	"strconv"
	"unicode/utf8"
	"unique"
)

// Text is a personal text of a certificate as it stands there, for instance a name. Printed, it shows its
// first letter at most. Values compare with ==.
type Text struct{ text unique.Handle[string] }

// NewText keeps a text.
func NewText(text string) Text {
	if text == "" {
		return Text{}
	}
	return Text{unique.Make(text)}
}

// IsZero reports whether there is no text.
func (t Text) IsZero() bool { return t == Text{} }

// Reveal gives the text in full.
func (t Text) Reveal() string {
	if t.IsZero() {
		return ""
	}
	return t.text.Value()
}

// Masked gives the first letter and stars.
func (t Text) Masked() string {
	text := t.Reveal()
	first, size := utf8.DecodeRuneInString(text)
	switch {
	case text == "":
		return ""
	case size == len(text):
		return "***"
	default:
		return string(first) + "***"
	}
}

// String is Masked, so that a value printed by accident does not show.
func (t Text) String() string { return t.Masked() }

// GoString is Masked in quotes.
func (t Text) GoString() string { return strconv.Quote(t.Masked()) }

// LogValue is Masked.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.Masked()) }

// MarshalText gives the text in full, for what is sealed.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.Reveal()), nil }

// UnmarshalText reads what MarshalText wrote.
func (t *Text) UnmarshalText(text []byte) error {
	*t = NewText(string(text))
	return nil
}
