// Package once makes a file a single time for all processes that share it, such as one of a key that is drawn at the
// first start.
package once

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// File returns what is in the file; if it is not there, it is written as made, for its owner alone. Of processes that
// begin at once one makes it, and all return the same.
func File(path string, made func() ([]byte, error)) ([]byte, error) {
	path = filepath.Clean(path)
	if content, err := os.ReadFile(path); !errors.Is(err, fs.ErrNotExist) {
		return content, err
	}
	content, err := made()
	if err != nil {
		return nil, err
	}
	if err := place(path, content); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// place has the file appear whole; one that is there stays.
func place(path string, content []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(content)
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err == nil {
		if err = os.Link(temporary.Name(), path); errors.Is(err, fs.ErrExist) {
			err = nil
		}
	}
	return errors.Join(err, os.Remove(temporary.Name()))
}
