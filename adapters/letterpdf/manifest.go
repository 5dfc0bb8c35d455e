package letterpdf

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// entry is one line of the manifest.
type entry struct {
	Letter string `json:"letter"`
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

// manifest is the list of complete letters. It is used under the lock of the directory only.
type manifest struct {
	file    string
	letters map[string]bool
	// read is how much of the file is in letters.
	read int64
}

func newManifest(dir string) manifest {
	return manifest{file: filepath.Join(dir, "manifest.jsonl"), letters: map[string]bool{}}
}

func (m *manifest) has(letter string) bool { return m.letters[letter] }

// refresh reads what was added since, here or by other processes. A line that a crash cut short does not count.
func (m *manifest) refresh() error {
	file, err := os.Open(m.file)
	if errors.Is(err, fs.ErrNotExist) && m.read == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	added, err := io.ReadAll(io.NewSectionReader(file, m.read, 1<<62))
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	for line := range bytes.Lines(added) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			return nil
		}
		var e entry
		if err := json.Unmarshal(line, &e); err != nil {
			return errors.New("letterpdf: a line of the manifest is none of its own")
		}
		m.letters[e.Letter] = true
		m.read += int64(len(line))
	}
	return nil
}

// add lists a letter, in place of a line that a crash cut short.
func (m *manifest) add(e entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	file, err := os.OpenFile(m.file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	err = file.Truncate(m.read)
	if err == nil {
		_, err = file.WriteAt(line, m.read)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	m.letters[e.Letter] = true
	m.read += int64(len(line))
	return syncDir(filepath.Dir(m.file))
}
