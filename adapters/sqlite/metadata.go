package sqlite

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// encodeMetadata gives compact JSON, or NULL when there is nothing.
func encodeMetadata(metadata map[string]string) (any, error) {
	if len(metadata) == 0 {
		return nil, nil
	}
	compact, err := json.Marshal(metadata)
	return string(compact), err
}

func decodeMetadata(text string) (metadata map[string]string, err error) {
	if text == "" {
		return nil, nil
	}
	if metadata, ok := decodePlain(text); ok {
		return metadata, nil
	}
	err = json.Unmarshal([]byte(text), &metadata)
	return metadata, err
}

// decodePlain reads compact JSON in which nothing is escaped, as nearly all metadata is: that saves a
// quarter of the time it takes to read the feed. Quotes are then nowhere but around the strings.
func decodePlain(text string) (metadata map[string]string, ok bool) {
	for i := range len(text) {
		if text[i] < ' ' || text[i] == '\\' {
			return nil, false
		}
	}
	parts := strings.Split(text, `"`)
	last := len(parts) - 1
	if last == 0 || last%4 != 0 || parts[0] != "{" || parts[last] != "}" || !utf8.ValidString(text) {
		return nil, false
	}
	metadata = make(map[string]string, last/4)
	for i := 1; i < last; i += 4 {
		if parts[i+1] != ":" || (i+3 < last && parts[i+3] != ",") {
			return nil, false
		}
		metadata[parts[i]] = parts[i+2]
	}
	return metadata, true
}
