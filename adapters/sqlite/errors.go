package sqlite

import (
	"errors"
	"fmt"

	modernc "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/kabinet-go/kabinet/fault"
)

// Reasons why [Open] refuses a file, all on the axis fault.Permanent. The file was not changed.
var (
	// ErrNotKabinet: the file is no SQLite database, or one of another application.
	ErrNotKabinet = fault.AsPermanent(errors.New("this is not a Kabinet database; check the path, or name a file that does not exist yet to begin a new one"))
	// ErrNewerSchema: a newer version of Kabinet has written the file.
	ErrNewerSchema = fault.AsPermanent(errors.New("a newer version of Kabinet wrote this database; run that version, or restore a backup made before the upgrade"))
	// ErrCorrupt: the file is damaged. Calls on an open store return it too when they meet the damage.
	ErrCorrupt = fault.AsPermanent(errors.New("this database is damaged; keep a copy of the file, then restore a backup or try the .recover command of the sqlite3 shell"))
)

// refuse says why the file cannot be opened.
func refuse(path string, reason error, detail string) error {
	return fmt.Errorf("sqlite: %s: %w (%s)", path, reason, detail)
}

// translate puts what the driver says on its axis and leaves every other error as it is: these are the
// refusals of the port and the errors of contexts.
func translate(err error) error {
	cause, ok := errors.AsType[*modernc.Error](err)
	if !ok || onAxis(err) {
		return err
	}
	says, transient := judge(cause.Code())
	err = fmt.Errorf("sqlite: %w: %w", says, err)
	if transient {
		return fault.AsTransient(err)
	}
	return fault.AsPermanent(err)
}

// uncommitted puts the error of a COMMIT on its axis. Where the machine failed it is in doubt: the end of
// the transaction may stand in the write-ahead log already, and only what could not be done was to sync it
// or to tell others. It is undone by the next commit, but if the process ends before, whoever opens the
// file next finds it in the log. Where the disk is full that end was not written.
func uncommitted(err error) error {
	err = translate(err)
	if errors.Is(err, errMachine) {
		return fault.AsInDoubt(err)
	}
	return err
}

var (
	errBusy     = errors.New("another process holds the database")
	errFull     = errors.New("the disk is full")
	errMachine  = errors.New("the machine failed")
	errAccess   = errors.New("the file must be writable, and its directory exist and be writable")
	errTooLarge = errors.New("a value is larger than a database can hold")
	errRejected = errors.New("the database does not accept this")
)

// judge says what a result code of SQLite means and whether trying again may help. The lowest byte is
// the code, the others say more about it.
func judge(code int) (says error, transient bool) {
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return errBusy, true
	case sqlite3.SQLITE_FULL:
		return errFull, true
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_ABORT:
		return errMachine, true
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return errAccess, false
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return ErrCorrupt, false
	case sqlite3.SQLITE_TOOBIG:
		return errTooLarge, false
	default:
		return errRejected, false
	}
}

func isBusy(err error) bool {
	cause, ok := errors.AsType[*modernc.Error](err)
	return ok && cause.Code()&0xff == sqlite3.SQLITE_BUSY
}

func onAxis(err error) bool {
	return errors.Is(err, fault.Transient) || errors.Is(err, fault.Permanent)
}
