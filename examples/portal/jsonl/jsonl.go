// Package jsonl keeps a file with a JSON value a line, to which several processes append at once: each
// sees what the others wrote. For what portals side by side on one machine share while they are tried
// out.
package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// File holds values of T. Processes need no lock, since on a local disk the system puts each line whole
// behind what is there; within a process only one may use it at a time.
type File[T any] struct {
	*os.File
	path string
	// at is how far the file was read, in whole lines.
	at    int64
	lines int
	// torn says that the file did not end with a whole line: another process is writing, or one died or
	// met a full disk while it wrote.
	torn bool
}

// Open opens the file or makes one that its owner alone can read.
func Open[T any](path string) (*File[T], error) {
	opened, err := os.OpenFile(filepath.Clean(path), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	return &File[T]{File: opened, path: path}, nil
}

// CatchUp hands over the values that were written since the last time, here or elsewhere.
func (f *File[T]) CatchUp(each func(T)) error {
	text, err := io.ReadAll(io.NewSectionReader(f, f.at, 1<<62))
	if err != nil {
		return err
	}
	for {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		if !whole {
			f.torn = len(text) > 0
			return nil
		}
		found, ok, err := parse[T](line)
		if err != nil {
			return fmt.Errorf("%s: line %d is not one of this portal's, move the file away", f.path, f.lines+1)
		}
		if ok {
			each(found)
		}
		f.at, f.lines, text = f.at+int64(len(line))+1, f.lines+1, rest
	}
}

// parse reads a line; ok is false when it is empty or was torn, as Append leaves them.
func parse[T any](line []byte) (found T, ok bool, err error) {
	err = json.NewDecoder(bytes.NewReader(line)).Decode(&found)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return found, false, nil
	}
	return found, err == nil, err
}

// Append writes the value behind all others; what is torn before it gets a line of its own.
func (f *File[T]) Append(value T) error {
	line, err := json.Marshal(value)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if f.torn {
		line = append([]byte{'\n'}, line...)
	}
	_, err = f.Write(line)
	return err
}
