package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	modernc "modernc.org/sqlite"
)

// conn is one connection with the statements it has prepared so far. It speaks to the driver without
// database/sql in between, which would copy every value twice and start a goroutine for every
// statement. It serves one goroutine at a time.
type conn struct {
	raw   driver.Conn
	stmts map[string]stmt
	args  []driver.NamedValue
	// dirty is set when something may have been written, or the transaction lost; whoever wants to know
	// resets it.
	dirty bool
}

type stmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// connect opens the file with parameters of SQLite's own (mode, immutable) and runs the pragmas.
func connect(ctx context.Context, path string, parameters url.Values, pragmas ...string) (*conn, error) {
	connector, err := modernc.NewConnector(uri(path, parameters))
	if err != nil {
		return nil, err
	}
	raw, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	c := &conn{raw: raw, stmts: map[string]stmt{}}
	for _, pragma := range pragmas {
		if err := c.script("PRAGMA " + pragma); err != nil {
			return nil, errors.Join(err, c.close())
		}
	}
	return c, nil
}

// uri escapes the path, so that a file may be named as one likes.
func uri(path string, parameters url.Values) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a Windows drive
	}
	return "file://" + (&url.URL{Path: path}).EscapedPath() + "?" + parameters.Encode()
}

// script runs statements that are needed once.
func (c *conn) script(text string) error {
	execer, ok := c.raw.(driver.ExecerContext)
	if !ok {
		return errDriver
	}
	c.dirty = true
	_, err := execer.ExecContext(background, text, nil)
	return err
}

// background is the context of every statement: each is short, and the driver would start a goroutine
// to watch a context that can end.
var background = context.Background()

// exec runs a statement to its end.
func (c *conn) exec(query string, args ...any) (driver.Result, error) {
	s, err := c.prepare(query)
	if err != nil {
		return nil, err
	}
	result, err := s.ExecContext(background, c.bind(args))
	if err != nil {
		c.dirty = true
		return nil, err
	}
	rows, err := result.RowsAffected()
	c.dirty = c.dirty || rows > 0 || err != nil
	return result, err
}

// changed runs a statement and returns how many rows it changed.
func (c *conn) changed(query string, args ...any) (int, error) {
	result, err := c.exec(query, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// each visits the rows of a query until visit returns false. The row is overwritten by the next one,
// its values are the visitor's. The statement is open meanwhile: visit must not run it again.
func (c *conn) each(visit func(row []driver.Value) bool, query string, args ...any) error {
	s, err := c.prepare(query)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(background, c.bind(args))
	if err != nil {
		c.dirty = true
		return err
	}
	row := make([]driver.Value, len(rows.Columns()))
	for err == nil {
		if err = rows.Next(row); err == nil && !visit(row) {
			break
		}
	}
	if closeErr := rows.Close(); err == nil || errors.Is(err, io.EOF) {
		err = closeErr
	}
	c.dirty = c.dirty || err != nil
	return err
}

// returning runs a statement that writes and returns its first row, nil when it has none.
func (c *conn) returning(query string, args ...any) ([]driver.Value, error) {
	c.dirty = true
	return c.first(query, args...)
}

// first returns the first row of a query, nil when it has none.
func (c *conn) first(query string, args ...any) (first []driver.Value, err error) {
	err = c.each(func(row []driver.Value) bool {
		first = row
		return false
	}, query, args...)
	return first, err
}

func (c *conn) prepare(query string) (stmt, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	prepared, err := c.raw.Prepare(query)
	if err != nil {
		return nil, err
	}
	s, ok := prepared.(stmt)
	if !ok {
		return nil, errors.Join(errDriver, prepared.Close())
	}
	c.stmts[query] = s
	return s, nil
}

func (c *conn) bind(args []any) []driver.NamedValue {
	c.args = c.args[:0]
	for i, arg := range args {
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: arg})
	}
	return c.args
}

func (c *conn) close() error {
	errs := make([]error, 0, len(c.stmts)+1)
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.raw.Close())...)
}

var errDriver = fmt.Errorf("sqlite: the driver is not the one this module was built with")
