package outbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// entry is a line of the file: a message, or an order to fail.
type entry struct {
	Message
	FailingUntil *time.Time `json:"failingUntil,omitempty"`
}

// file holds an entry a line. Several processes append to it without a lock: on a local disk the system
// puts each line whole behind what is there.
type file struct {
	*os.File
	path string
	// at is how far the file was read, in whole lines.
	at    int64
	lines int
	// torn says that the file did not end with a whole line: another process is writing, or one died or
	// met a full disk while it wrote.
	torn bool
}

func openFile(path string) (*file, error) {
	opened, err := os.OpenFile(filepath.Clean(path), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	return &file{File: opened, path: path}, nil
}

// read hands over the entries that were written since the last time.
func (f *file) read(each func(entry)) error {
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
		found, ok, err := parse(line)
		if err != nil {
			return fmt.Errorf("outbox: %s: line %d is no message, move the file away", f.path, f.lines+1)
		}
		if ok {
			each(found)
		}
		f.at, f.lines, text = f.at+int64(len(line))+1, f.lines+1, rest
	}
}

// parse reads a line; ok is false when it is empty or was torn, as append leaves them.
func parse(line []byte) (found entry, ok bool, err error) {
	err = json.NewDecoder(bytes.NewReader(line)).Decode(&found)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return entry{}, false, nil
	}
	return found, err == nil, err
}

// append writes the entry behind all others; what is torn before it gets a line of its own.
func (f *file) append(e entry) error {
	line, err := json.Marshal(e)
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
