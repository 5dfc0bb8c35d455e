// Package strict reads JSON that comes from outside, and takes nothing for what it is not: what another
// reader could understand otherwise is refused.
package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// Error says why a text was refused, and nothing of what it holds.
type Error string

// The reasons: it ends too early; it is not JSON, or more than one value; it is nested too deeply; a member
// is given twice in one object, be it in another spelling of capitals; a member is of the wrong type.
const (
	ErrTruncated Error = "truncated"
	ErrMalformed Error = "malformed"
	ErrDeep      Error = "nested too deeply"
	ErrDuplicate Error = "a member given twice"
	ErrMistyped  Error = "a member of the wrong type"
)

// Error gives the reason.
func (e Error) Error() string { return string(e) }

// deepest is how far objects and arrays may be nested; the contract needs four.
const deepest = 16

// Decode reads one value into what the pointer points to. Its errors are of type [Error].
func Decode(data []byte, into any) error {
	if !utf8.Valid(data) {
		return ErrMalformed
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := value(decoder, 0); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return ErrMalformed
	}
	if err := json.Unmarshal(data, into); err != nil {
		return ErrMistyped
	}
	return nil
}

// value reads one value with all that is in it.
func value(decoder *json.Decoder, depth int) error {
	token, err := next(decoder)
	if err != nil {
		return err
	}
	opening, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	if depth == deepest {
		return ErrDeep
	}
	names := map[string]bool{}
	for decoder.More() {
		if opening == '{' {
			name, err := next(decoder)
			if err != nil {
				return err
			}
			folded := fold(name)
			if names[folded] {
				return ErrDuplicate
			}
			names[folded] = true
		}
		if err := value(decoder, depth+1); err != nil {
			return err
		}
	}
	_, err = next(decoder)
	return err
}

// fold gives names alike that encoding/json takes for the same member.
func fold(name json.Token) string {
	text, _ := name.(string)
	return strings.ToLower(strings.ToUpper(text))
}

func next(decoder *json.Decoder) (json.Token, error) {
	token, err := decoder.Token()
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, ErrTruncated
	case err != nil:
		return nil, ErrMalformed
	}
	return token, nil
}
