package sqlite

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMetadataComesBackAsItWas(t *testing.T) {
	for _, metadata := range []map[string]string{
		nil,
		{"a": "b"},
		{"actor": "person", "cause": "01K2", "trace": ""},
		{"": ""},
		{"причина": "«да»"},
		{"quote": `"`, "escape": `\`, "line": "\n", "html": "<&>", "brace": "{}", "list": `","`, "nul": "\x00"},
	} {
		encoded, err := encodeMetadata(metadata)
		require.NoError(t, err)
		decoded, err := decodeMetadata(text(encoded))
		require.NoError(t, err)
		require.Equal(t, metadata, decoded)
	}
}

func TestOnlyPlainMetadataIsReadTheShortWay(t *testing.T) {
	for text, plain := range map[string]bool{
		`{"a":"b"}`:          true,
		`{"a":"b","c":"d"}`:  true,
		`{"":""}`:            true,
		`{"a":"b", "c":"d"}`: false,
		`{ "a":"b"}`:         false,
		`{"a":"\\"}`:         false,
		`{}`:                 false,
		``:                   false,
		`{"a":1}`:            false,
		`{"a":"b"`:           false,
		`{"a","b"}`:          false,
		`{"a":"b":"c":"d"}`:  false,
		`"a":"b"`:            false,
		"{\"a\":\"\n\"}":     false,
		"{\"a\":\"\xff\"}":   false,
	} {
		_, ok := decodePlain(text)
		require.Equal(t, plain, ok, text)
	}
}

// The short way and encoding/json agree about every text that the short way takes.
func FuzzMetadata(f *testing.F) {
	for _, seed := range []string{`{"a":"b"}`, `{"a":"b","c":"d"}`, `{"a":"b","a":"c"}`, `{}`, `{"a":"\u0041"}`, "{\"\":\"\x7f\"}", `{"a":"b",}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		plain, ok := decodePlain(text)
		if !ok {
			return
		}
		var want map[string]string
		require.NoError(t, json.Unmarshal([]byte(text), &want))
		require.Equal(t, want, plain)
	})
}
