package sqlite

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	modernc "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/kabinet-go/kabinet/fault"
)

// file is looked at before it is touched: opening it for writing would already recover its log, and
// asking for WAL would change its header. Only SQLite itself may open it, even to read: closing a file
// descriptor of one's own drops the locks that other connections of this process hold on the file.
type file struct {
	path string
	// schema are the migrations known, in order.
	schema []string
}

// inspect refuses a file that is not to be opened, and leaves it as it is. With unchecked it reports
// that an interrupted transaction has to be undone before the content can be checked.
func (f file) inspect(ctx context.Context, check bool) (unchecked bool, err error) {
	for {
		before, err := f.state()
		if err != nil || before.size == 0 {
			return false, err
		}
		err = f.inspectAs(ctx, before, check && !before.journal)
		if err == nil || before.wal {
			return before.journal, err
		}
		// Without a log there is nothing to lock by: another process may have begun to write.
		after, stateErr := f.state()
		if stateErr != nil || after == before {
			return false, err
		}
	}
}

// smallestPage is the least size of an SQLite database that is not empty, in bytes.
const smallestPage = 512

// state is what can be known without opening the file. A file that does not exist has no size.
type state struct {
	size         int64
	modified     time.Time
	wal, journal bool
}

func (f file) state() (state, error) {
	info, err := os.Stat(f.path)
	if errors.Is(err, os.ErrNotExist) {
		return state{}, nil
	}
	if err != nil {
		return state{}, fault.AsPermanent(fmt.Errorf("sqlite: %w", err))
	}
	if !info.Mode().IsRegular() {
		return state{}, refuse(f.path, ErrNotKabinet, "not a regular file")
	}
	if 0 < info.Size() && info.Size() < smallestPage {
		return state{}, refuse(f.path, ErrNotKabinet, "too short") // SQLite would take a single byte for nothing.
	}
	_, walErr := os.Stat(f.path + "-wal")
	journal, journalErr := os.Stat(f.path + "-journal")
	return state{
		size:     info.Size(),
		modified: info.ModTime(),
		wal:      walErr == nil,
		journal:  journalErr == nil && journal.Size() > 0,
	}, nil
}

// inspectAs reads the file through its log if it has one. Without one it is told to be immutable, so
// that SQLite does not begin one.
func (f file) inspectAs(ctx context.Context, as state, check bool) (err error) {
	parameters := url.Values{"mode": {"ro"}}
	if !as.wal {
		parameters.Set("immutable", "1")
	}
	c, err := connect(ctx, f.path, parameters, "busy_timeout = 5000")
	if err != nil {
		return f.explain(err)
	}
	defer func() { err = errors.Join(err, c.close()) }()
	if _, err := f.version(c); err != nil {
		return err
	}
	if check {
		return f.check(c)
	}
	return nil
}

// version returns the schema version of a Kabinet database, 0 for one without anything in it.
func (f file) version(c *conn) (int, error) {
	row, err := c.first("SELECT (SELECT * FROM pragma_application_id), (SELECT * FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)")
	if err != nil {
		return 0, f.explain(err)
	}
	id, version, tables := integer(row[0]), int(integer(row[1])), integer(row[2])
	switch {
	case id == 0 && version == 0 && tables == 0:
		return 0, nil
	case id != applicationID:
		return 0, refuse(f.path, ErrNotKabinet, fmt.Sprintf("its application id is %#x", id))
	case version > len(f.schema):
		return 0, refuse(f.path, ErrNewerSchema, fmt.Sprintf("its schema is %d, this version knows %d", version, len(f.schema)))
	case version < 1:
		return 0, refuse(f.path, ErrCorrupt, fmt.Sprintf("its schema is %d", version))
	}
	return version, nil
}

// check goes over all pages.
func (f file) check(c *conn) error {
	row, err := c.first("PRAGMA quick_check(1)")
	if err != nil {
		return f.explain(err)
	}
	if result := text(row[0]); result != "ok" {
		return refuse(f.path, ErrCorrupt, result)
	}
	return nil
}

// explain tells apart what the driver says of files it cannot read.
func (f file) explain(err error) error {
	cause, ok := errors.AsType[*modernc.Error](err)
	if !ok || onAxis(err) {
		return err
	}
	switch cause.Code() & 0xff {
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("sqlite: %s: %w: %w", f.path, ErrNotKabinet, err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("sqlite: %s: %w: %w", f.path, ErrCorrupt, err)
	default:
		return translate(fmt.Errorf("%s: %w", f.path, err))
	}
}
