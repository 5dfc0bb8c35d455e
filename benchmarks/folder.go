package main

import (
	"errors"
	"os"
	"path/filepath"
)

// folder is where databases are made until it is emptied.
type folder struct {
	parent string
	made   []string
}

// newPath names a database in a folder of its own.
func (f *folder) newPath() (string, error) {
	own, err := os.MkdirTemp(f.parent, "kabinet-benchmarks-")
	f.made = append(f.made, own)
	return filepath.Join(own, "kabinet.db"), err
}

func (f *folder) empty() error {
	errs := make([]error, len(f.made))
	for i, own := range f.made {
		errs[i] = os.RemoveAll(own)
	}
	f.made = nil
	return errors.Join(errs...)
}
