package postgres

import (
	"encoding/json"
)

// encodeMetadata gives JSON, or nothing when there is nothing.
func encodeMetadata(metadata map[string]string) (string, error) {
	if len(metadata) == 0 {
		return "", nil
	}
	compact, err := json.Marshal(metadata)
	return string(compact), err
}

func decodeMetadata(text []byte) (metadata map[string]string, err error) {
	if len(text) == 0 {
		return nil, nil
	}
	err = json.Unmarshal(text, &metadata)
	return metadata, err
}
