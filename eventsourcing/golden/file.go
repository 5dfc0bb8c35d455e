package golden

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// document is the form of a golden file.
type document struct {
	Event    string          `json:"event"`
	Version  int             `json:"version"`
	Data     json.RawMessage `json:"data"`
	Subject  string          `json:"subject,omitempty"`
	Personal json.RawMessage `json:"personal,omitempty"`
}

// nameOf gives the name of the file of the nth sample of an event.
func nameOf(plain eventsourcing.Plain, n int) string {
	if n == 1 {
		return fmt.Sprintf("%s.v%d.json", plain.Type, plain.Schema)
	}
	return fmt.Sprintf("%s.v%d.%d.json", plain.Type, plain.Schema, n)
}

func format(plain eventsourcing.Plain) []byte {
	text, err := json.MarshalIndent(document{
		Event: plain.Type, Version: plain.Schema,
		Data: plain.Data, Subject: plain.Subject, Personal: plain.Personal,
	}, "", "  ")
	if err != nil {
		return []byte(err.Error())
	}
	return append(text, '\n')
}

// write never touches a file that is there.
func write(file string, plain eventsourcing.Plain) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := out.Write(format(plain)); err != nil {
		_ = out.Close()
		return err
	}
	return out.Close()
}

func read(file string) (eventsourcing.Plain, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return eventsourcing.Plain{}, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var doc document
	if err := decoder.Decode(&doc); err != nil {
		return eventsourcing.Plain{}, fmt.Errorf("%s is no golden file: %w", file, err)
	}
	plain := eventsourcing.Plain{
		Type: doc.Event, Schema: doc.Version, Data: doc.Data, Subject: doc.Subject, Personal: doc.Personal,
	}
	if name := filepath.Base(file); !strings.HasPrefix(name, strings.TrimSuffix(nameOf(plain, 1), "json")) {
		return eventsourcing.Plain{}, fmt.Errorf("%s holds %s, its name says another", file, plain)
	}
	return plain, nil
}

// same compares two JSON texts by what they say, without regard to spaces and the order of names.
func same(a, b []byte) bool {
	left, leftErr := parse(a)
	right, rightErr := parse(b)
	return leftErr == nil && rightErr == nil && reflect.DeepEqual(left, right)
}

func parse(text []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err = decoder.Decode(&value)
	return value, err
}
