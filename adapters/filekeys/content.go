package filekeys

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// keySize is that of AES-256, which wraps the data keys, and of HMAC-SHA-256, which makes codes and
// blind indexes.
const keySize = 32

// content is the file.
type content struct {
	Encryption ring   `json:"encryption"`
	Codes      ring   `json:"codes"`
	BlindIndex []byte `json:"blindIndex"`
}

// ring is a set of named keys, of which the current one serves what is new.
type ring struct {
	Current string            `json:"current"`
	Keys    map[string][]byte `json:"keys"`
}

func fresh() content {
	return content{Encryption: freshRing(), Codes: freshRing(), BlindIndex: freshKey()}
}

func freshRing() ring {
	return ring{Current: "1", Keys: map[string][]byte{"1": freshKey()}}
}

// freshKey draws a key; crypto/rand.Read never fails.
func freshKey() []byte {
	key := make([]byte, keySize)
	_, _ = rand.Read(key)
	return key
}

// parse reads the file's text and reports every mistake in it.
func parse(text []byte) (content, error) {
	var c content
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return content{}, readable(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return content{}, errors.New("something follows the closing brace")
	}
	return c, c.validate()
}

// readable says what is wrong with the JSON without quoting it, since the quote might be a key.
func readable(err error) error {
	var syntax *json.SyntaxError
	var misfit *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("no JSON at byte %d", syntax.Offset)
	case errors.As(err, &misfit):
		return fmt.Errorf("%q is no %s", misfit.Field, misfit.Type)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it is empty or cut off")
	default:
		return errors.New("a name is unknown, or a key is no Base64")
	}
}

func (c content) validate() error {
	mistakes := []error{c.Encryption.validate("encryption"), c.Codes.validate("codes"), size("blindIndex", c.BlindIndex)}
	seen := map[string]string{string(c.BlindIndex): "blindIndex"}
	for _, part := range []struct {
		name string
		ring ring
	}{{"encryption", c.Encryption}, {"codes", c.Codes}} {
		for _, name := range slices.Sorted(maps.Keys(part.ring.Keys)) {
			key, path := string(part.ring.Keys[name]), part.name+"."+name
			if other, known := seen[key]; known && key != "" {
				mistakes = append(mistakes, fmt.Errorf("%s is the same key as %s", path, other))
			}
			seen[key] = path
		}
	}
	return errors.Join(mistakes...)
}

func (r ring) validate(path string) error {
	var mistakes []error
	for _, name := range slices.Sorted(maps.Keys(r.Keys)) {
		mistakes = append(mistakes, size(path+"."+name, r.Keys[name]))
	}
	if _, known := r.Keys[r.Current]; !known || r.Current == "" {
		mistakes = append(mistakes, fmt.Errorf("%s.current names no key", path))
	}
	return errors.Join(mistakes...)
}

func size(path string, key []byte) error {
	if len(key) != keySize {
		return fmt.Errorf("%s has %d bytes, want %d", path, len(key), keySize)
	}
	return nil
}

func (c content) ports() (Keys, error) {
	encrypter, err := eventsourcing.NewLocalKEK(c.Encryption.Current, c.Encryption.Keys)
	if err != nil {
		return Keys{}, err
	}
	return Keys{
		Encrypter: encrypter,
		Secrets:   kabinet.Secrets{BlindIndex: c.BlindIndex, Code: c.Codes.Current, Codes: c.Codes.Keys},
	}, nil
}
