package sqlite

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

var (
	_ eventsourcing.Store     = (*Store)(nil)
	_ eventsourcing.Snapshots = (*Store)(nil)
)

// Store is an [eventsourcing.Store] and [eventsourcing.Snapshots] in one SQLite file. It starts no
// goroutine. Several processes of one machine may have the same file open, each with a Store.
type Store struct {
	// life is held for reading during every call, so that Close can wait for them.
	life   sync.RWMutex
	closed bool

	writer  *group
	readers *pool
	signal  eventsourcing.Signal
}

// Options of [Open]. The zero value is what most programs want.
type Options struct {
	// Synchronous says what a committed append survives; the default is [Full].
	Synchronous Synchronous
	// Readers is how many reads run at once, each with its own connection; the default is the number
	// of processors and at least 2.
	Readers int
	// Group is how many writes are committed together at most, and so how many others a caller may
	// have to write for; the default is 128.
	Group int
	// BusyTimeout is how long a write waits for one of another process; the default is 5 seconds.
	BusyTimeout time.Duration
	// SkipCheck opens the file without going over all its pages first, which takes about 1.5 seconds
	// per gigabyte, and longer from a cold disk. Damage is then found when it is met.
	SkipCheck bool
}

// Synchronous is PRAGMA synchronous of SQLite.
type Synchronous int

const (
	// Full makes a committed append survive a power failure.
	Full Synchronous = iota
	// Normal makes it survive a crash of the process; a power failure may take the last ones, never
	// part of one. Appending is several times faster.
	Normal
)

func (s Synchronous) String() string {
	if s == Normal {
		return "NORMAL"
	}
	return "FULL"
}

func (o Options) withDefaults() (Options, error) {
	if o.Readers < 0 || o.Group < 0 || o.BusyTimeout < 0 || o.Synchronous < Full || o.Synchronous > Normal {
		return o, fault.AsPermanent(fmt.Errorf("sqlite: no option may be negative or unknown: %+v", o))
	}
	if o.Readers == 0 {
		o.Readers = max(2, runtime.GOMAXPROCS(0))
	}
	if o.Group == 0 {
		o.Group = 128
	}
	if o.BusyTimeout == 0 {
		o.BusyTimeout = 5 * time.Second
	}
	return o, nil
}

// Open opens the file, creates it if it does not exist or is empty, and brings an older schema up to
// date in one transaction. [ErrNotKabinet], [ErrNewerSchema] and [ErrCorrupt] say that the file is not
// one to open; it is then left as it was, byte for byte.
func Open(ctx context.Context, path string, options Options) (*Store, error) {
	options, err := options.withDefaults()
	if err != nil {
		return nil, err
	}
	if path == "" || path == ":memory:" || strings.HasPrefix(path, "file:") {
		return nil, fault.AsPermanent(fmt.Errorf("sqlite: %q is no path of a file; package memory keeps a store without one", path))
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, fault.AsPermanent(fmt.Errorf("sqlite: %w", err))
	}
	schema, err := schema()
	if err != nil {
		return nil, err
	}
	writer, err := file{path: path, schema: schema}.open(ctx, options)
	if err != nil {
		return nil, err
	}
	return &Store{writer: writer, readers: newPool(path, options.Readers)}, nil
}

func (f file) open(ctx context.Context, options Options) (*group, error) {
	unchecked, err := f.inspect(ctx, !options.SkipCheck)
	if err != nil {
		return nil, err
	}
	c, err := connect(ctx, f.path, url.Values{"mode": {"rwc"}},
		fmt.Sprintf("busy_timeout = %d", options.BusyTimeout.Milliseconds()),
		"synchronous = "+options.Synchronous.String(),
		"secure_delete = on",
		"temp_store = memory",
		"cache_size = -16000",
		"wal_autocheckpoint = 4000", // 16 MB of log: with many accounts each checkpoint writes as many pages, all over the file
		"journal_size_limit = 67108864",
	)
	if err != nil {
		return nil, f.explain(err)
	}
	g := &group{conn: c, size: options.Group, patience: options.BusyTimeout}
	if err := f.prepare(ctx, g, unchecked && !options.SkipCheck); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return g, nil
}

// prepare creates the schema before it asks for WAL: so a crash in between leaves an empty file or one
// of Kabinet's, nothing else.
func (f file) prepare(ctx context.Context, g *group, check bool) error {
	if check {
		if err := f.check(g.conn); err != nil {
			return err
		}
	}
	if err := g.do(ctx, f.migrate); err != nil {
		return f.explain(err)
	}
	err := g.patiently(ctx, func() error {
		row, err := g.conn.first("PRAGMA journal_mode = WAL")
		if err == nil && text(row[0]) != "wal" {
			return fault.AsPermanent(fmt.Errorf("sqlite: %s: the file system does not allow a write-ahead log, name a file on a local disk", f.path))
		}
		return err
	})
	if err != nil {
		return f.explain(err)
	}
	// From here on only BEGIN has to wait, and the group does that itself.
	return f.explain(g.conn.script("PRAGMA busy_timeout = 0"))
}

// Close waits for the calls that are running, brings the write-ahead log into the file and makes every
// later call fail with [eventsourcing.ErrClosed]. It may be called twice.
func (s *Store) Close() error {
	s.life.Lock()
	defer s.life.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	s.signal.End()
	return translate(errors.Join(s.readers.close(), s.writer.conn.close()))
}

// usable is asked by calls that have nothing to do.
func (s *Store) usable(ctx context.Context) error {
	return s.read(ctx, func(*conn) error { return nil })
}

func (s *Store) read(ctx context.Context, read func(*conn) error) error {
	s.life.RLock()
	defer s.life.RUnlock()
	if s.closed {
		return eventsourcing.ErrClosed
	}
	return translate(s.readers.do(ctx, read))
}

func (s *Store) write(ctx context.Context, apply func(*conn) error) error {
	s.life.RLock()
	defer s.life.RUnlock()
	if s.closed {
		return eventsourcing.ErrClosed
	}
	return translate(s.writer.do(ctx, apply))
}

// writeIf runs one statement and reports whether it changed anything.
func (s *Store) writeIf(ctx context.Context, query string, args ...any) (changed bool, err error) {
	err = s.write(ctx, func(c *conn) error {
		n, err := c.changed(query, args...)
		changed = n > 0
		return err
	})
	return changed && err == nil, err
}
