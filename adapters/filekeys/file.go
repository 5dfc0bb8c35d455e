package filekeys

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

const (
	ownerOnly = 0o600
	others    = 0o077
)

// inspect refuses what is no file for its owner alone. Windows keeps other rights than these.
func inspect(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("filekeys: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w: %s is no regular file", ErrMalformed, path)
	}
	if rights := info.Mode().Perm(); runtime.GOOS != "windows" && rights&others != 0 {
		return fmt.Errorf("%w: %s has the rights %04o, run: chmod 600 %s", ErrExposed, path, rights, path)
	}
	return nil
}

// create makes the file whole or not at all, and leaves one alone that somebody else made meanwhile.
func create(path string) (err error) {
	text, err := json.MarshalIndent(fresh(), "", "  ")
	if err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".keys-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(draft.Name())) }()
	if err := write(draft, append(text, '\n')); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDirectory(filepath.Dir(path))
}

// write brings the text to the disk: data sealed under a key that a power failure takes are lost.
func write(draft *os.File, text []byte) error {
	err := draft.Chmod(ownerOnly)
	if err == nil {
		_, err = draft.Write(text)
	}
	if err == nil {
		err = draft.Sync()
	}
	return errors.Join(err, draft.Close())
}

// syncDirectory brings the file's name to the disk. Windows knows no such thing.
func syncDirectory(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	directory, err := os.Open(filepath.Clean(path))
	if err != nil {
		return err
	}
	return errors.Join(directory.Sync(), directory.Close())
}
