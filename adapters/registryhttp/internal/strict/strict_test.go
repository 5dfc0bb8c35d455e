package strict_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/strict"
)

type thing struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	Parts []struct {
		Count int `json:"count"`
	} `json:"parts"`
}

func TestDecode(t *testing.T) {
	for text, want := range map[string]error{
		`{"name":"ё","parts":[{"count":1},{"count":2}]}`: nil,
		` { "name" : "a" , "more" : { "name" : 1 } } `:   nil,
		`{"parts":[]}`:                           nil,
		`null`:                                   nil,
		strings.Repeat(`[`, 16):                  strict.ErrTruncated,
		strings.Repeat(`[`, 17):                  strict.ErrDeep,
		`{"x":` + strings.Repeat(`[`, 1_000_000): strict.ErrDeep,
		``:                                       strict.ErrTruncated,
		`  `:                                     strict.ErrTruncated,
		`{"name":"a"`:                            strict.ErrTruncated,
		`{"name":"a`:                             strict.ErrTruncated,
		`{"name"`:                                strict.ErrTruncated,
		`{"name":`:                               strict.ErrTruncated,
		`{"name":"a"}{`:                          strict.ErrMalformed,
		`{"name":"a"} x`:                         strict.ErrMalformed,
		`{"name":"a",}`:                          strict.ErrMalformed,
		`{"name" "a"}`:                           strict.ErrMalformed,
		`{"name":"a"]`:                           strict.ErrMalformed,
		`{name:1}`:                               strict.ErrMalformed,
		"\ufeff{}":                               strict.ErrMalformed,
		"{\"name\":\"\xff\"}":                    strict.ErrMalformed,
		`{"name":"a","name":"b"}`:                strict.ErrDuplicate,
		`{"name":"a","NAME":"b"}`:                strict.ErrDuplicate,
		`{"kind":"a","\u212aind":"b"}`:           strict.ErrDuplicate,
		`{"parts":[],"part\u017f":[]}`:           strict.ErrDuplicate,
		`{"name":"a","n\u0061me":"b"}`:           strict.ErrDuplicate,
		`{"parts":[{"x":{"y":1,"y":2}}]}`:        strict.ErrDuplicate,
		`{"parts":[{"count":"1"}]}`:              strict.ErrMistyped,
		`{"parts":[{"count":1e400}]}`:            strict.ErrMistyped,
		`[]`:                                     strict.ErrMistyped,
	} {
		var into thing
		assert.Equal(t, want, strict.Decode([]byte(text), &into), "%.60s", text)
	}
}

// What is read is read as encoding/json reads it, and nothing it refuses is.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{`{"name":"a","kind":"\u212a"}`, `{"parts":[{"count":1}]}`, `{"a":1,"A":2}`, `[[]]`, "null"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var ours, theirs thing
		err := strict.Decode(text, &ours)
		var refused strict.Error
		require.True(t, err == nil || errors.As(err, &refused))
		if err == nil {
			require.NoError(t, json.Unmarshal(text, &theirs))
			require.Equal(t, theirs, ours)
		}
	})
}
