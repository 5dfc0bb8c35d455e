package letterpdf

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// writeFile has the file appear whole, on the disk, or not at all.
func writeFile(dir, name string, content []byte) error {
	temporary, err := os.OpenFile(filepath.Join(dir, "."+name+".new"), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = temporary.Write(content)
	if err == nil {
		err = temporary.Sync()
	}
	if err = errors.Join(err, temporary.Close()); err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	if err := os.Rename(temporary.Name(), filepath.Join(dir, name)); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir brings the names in a directory to the disk.
func syncDir(dir string) error {
	opened, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
}

type lockFile struct{ file *os.File }

// lockRetry is how soon a lock that another process holds is asked for again.
const lockRetry = 10 * time.Millisecond

// lock waits for the lock of the directory. A process that dies gives it up.
func lock(ctx context.Context, name string) (lockFile, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return lockFile{}, fault.AsTransient(err)
	}
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return lockFile{file}, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return lockFile{}, fault.AsTransient(errors.Join(err, file.Close()))
		}
		again := time.NewTimer(lockRetry)
		select {
		case <-ctx.Done():
			again.Stop()
			return lockFile{}, errors.Join(ctx.Err(), file.Close())
		case <-again.C:
		}
	}
}

// unlock gives the lock up with the file.
func (l lockFile) unlock() { _ = l.file.Close() }
