package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kabinet-go/kabinet/fault"
)

// Reasons why [Open] refuses a schema, both on the axis fault.Permanent. Nothing was changed.
var (
	// ErrNotKabinet: there is something else in the schema.
	ErrNotKabinet = fault.AsPermanent(errors.New("this is not a schema of Kabinet's; name one of its own by search_path in the connection string, it need not exist"))
	// ErrNewerSchema: a newer version of Kabinet has changed the schema.
	ErrNewerSchema = fault.AsPermanent(errors.New("a newer version of Kabinet changed this schema; run that version, or restore a backup made before the upgrade"))
)

var (
	errLost      = errors.New("the connection was lost")
	errGone      = errors.New("the server is not available")
	errFull      = errors.New("the server has run out of disk space")
	errResources = errors.New("the server has run out of connections or memory")
	errReadOnly  = errors.New("the server takes no writes at present, as a standby or by its configuration")
	errCancelled = errors.New("the server cancelled the statement")
	errFaster    = errors.New("transactions stood in each other's way")
	errMachine   = errors.New("the server's machine failed")
	errRights    = errors.New("the role lacks a right on the schema; grant it USAGE on the schema and its sequence, and SELECT, INSERT, UPDATE and DELETE on its tables")
	errSchema    = errors.New("tables or functions of Kabinet are missing; Open or Migrate creates them")
	errLogin     = errors.New("the server refuses the role or its password")
	errDatabase  = errors.New("there is no such database; create it, or correct the connection string")
	errPooler    = errors.New("a pooler that shares connections is in between; add default_query_exec_mode=exec to the connection string")
	errRejected  = errors.New("the database does not accept this")
)

// codes says what the codes of PostgreSQL mean, the longest that fits first, and whether trying again may
// help: https://www.postgresql.org/docs/current/errcodes-appendix.html.
var codes = []struct {
	prefix    string
	says      error
	transient bool
}{
	{"53100", errFull, true},
	{pgerrUniqueViolation, errFaster, true}, // keys are looked at before they are written
	{"25006", errReadOnly, true},
	{"25P", errGone, true}, // the server ended a transaction that stood still
	{"57014", errCancelled, true},
	{"55P03", errFaster, true},
	{"3D000", errDatabase, false},
	{"3F000", errSchema, false},
	{"42501", errRights, false},
	{"42P01", errSchema, false},
	{"42883", errSchema, false},
	{"26000", errPooler, false},
	{"42P05", errPooler, false},
	{"XX001", errRejected, false},
	{"XX002", errRejected, false},
	{"08", errLost, true},
	{"28", errLogin, false},
	{"40", errFaster, true},
	{"53", errResources, true},
	{"57", errGone, true},
	{"58", errMachine, true},
	{"XX", errMachine, true},
}

// judge says what a code means and whether trying again may help.
func judge(code string) (says error, transient bool) {
	for _, c := range codes {
		if strings.HasPrefix(code, c.prefix) {
			return c.says, c.transient
		}
	}
	return errRejected, false
}

// outcome is what is known about a call that failed.
type outcome struct {
	ctx context.Context
	err error
	// lost: the connection did not survive the call.
	lost bool
	// commits: the call was a statement that changes something and commits by itself.
	commits bool
}

// explain puts what the driver says on its axis, and leaves alone what lies on one already: these are the
// refusals of the port.
func (o outcome) explain() error {
	if o.err == nil || onAxis(o.err) || errors.Is(o.err, pgx.ErrNoRows) {
		return o.err
	}
	cause, answered := errors.AsType[*pgconn.PgError](o.err)
	switch {
	case o.inDoubt(cause):
		return o.doubt(cause)
	case o.ctx.Err() != nil && (answered && cause.Code == pgerrQueryCanceled || ended(o.err)):
		return o.ctx.Err()
	case answered:
		says, transient := judge(cause.Code)
		err := fmt.Errorf("postgres: %w: %w", says, o.err)
		if transient {
			return fault.AsTransient(err)
		}
		return fault.AsPermanent(err)
	case o.lost || isNetwork(o.err):
		return fault.AsTransient(fmt.Errorf("postgres: %w: %w", errLost, o.err))
	default:
		return fault.AsPermanent(fmt.Errorf("postgres: %w", o.err))
	}
}

const (
	pgerrQueryCanceled   = "57014"
	pgerrUniqueViolation = "23505"
)

func isUnique(err error) bool {
	cause, ok := errors.AsType[*pgconn.PgError](err)
	return ok && cause.Code == pgerrUniqueViolation
}

// inDoubt reports whether the statement may have been committed: it may have reached the server, and no
// answer came after which the server goes on with the connection. With an ERROR it has rolled back.
func (o outcome) inDoubt(cause *pgconn.PgError) bool {
	rolledBack := cause != nil && cause.SeverityUnlocalized == "ERROR"
	return o.commits && o.lost && !rolledBack && !pgconn.SafeToRetry(o.err)
}

// doubt does not wrap the end of a context: who asks for that would take it for a promise.
func (o outcome) doubt(cause *pgconn.PgError) error {
	if cause != nil {
		return fault.AsInDoubt(fmt.Errorf("postgres: %w before the server answered: %w", errLost, cause))
	}
	if ended(o.err) {
		return fault.AsInDoubt(fmt.Errorf("postgres: %w before the server answered: %v", errLost, o.err)) //nolint:errorlint // on purpose
	}
	return fault.AsInDoubt(fmt.Errorf("postgres: %w before the server answered: %w", errLost, o.err))
}

func ended(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func isNetwork(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return pgconn.SafeToRetry(err) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, pgconn.ErrConnClosed)
}

func onAxis(err error) bool {
	return errors.Is(err, fault.Transient) || errors.Is(err, fault.Permanent) || errors.Is(err, fault.Conflict)
}
