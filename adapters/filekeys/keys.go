package filekeys

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Keys are what a file of keys holds, as the ports of Kabinet want them.
type Keys struct {
	Encrypter eventsourcing.KeyEncrypter
	Secrets   kabinet.Secrets
}

// The errors of [Open], all on the fault.Permanent axis; what exactly is wrong is in their text, which
// never holds a key.
var (
	// ErrExposed: others than its owner can read or change the file.
	ErrExposed = errors.New("filekeys: the file is open to others than its owner")
	// ErrMalformed: the file is not what the package's documentation says.
	ErrMalformed = errors.New("filekeys: the file is malformed")
)

// Open reads the file of keys, or makes one with fresh keys where there is none. Of several processes
// that make it at once, one does and all get the same keys. A file that exists is never changed. The
// directory must exist.
func Open(path string) (Keys, error) {
	keys, err := open(path)
	if err != nil {
		return Keys{}, fault.AsPermanent(err)
	}
	return keys, nil
}

func open(path string) (Keys, error) {
	err := inspect(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(path); err != nil {
			return Keys{}, fmt.Errorf("filekeys: making the file: %w", err)
		}
		err = inspect(path)
	}
	if err != nil {
		return Keys{}, err
	}
	text, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return Keys{}, fmt.Errorf("filekeys: %w", err)
	}
	content, err := parse(text)
	if err != nil {
		return Keys{}, fmt.Errorf("%w: %s: %w", ErrMalformed, path, err)
	}
	return content.ports()
}
