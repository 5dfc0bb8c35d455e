package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func TestEveryCodeHasItsAxis(t *testing.T) {
	for _, tt := range []struct {
		code      string
		says      error
		transient bool
	}{
		{"53100", errFull, true},
		{"53200", errResources, true},
		{"53300", errResources, true},
		{"25006", errReadOnly, true},
		{"25P03", errGone, true},
		{"23505", errFaster, true},
		{"40001", errFaster, true},
		{"40P01", errFaster, true},
		{"55P03", errFaster, true},
		{"57014", errCancelled, true},
		{"57P01", errGone, true},
		{"57P02", errGone, true},
		{"57P03", errGone, true},
		{"08006", errLost, true},
		{"08P01", errLost, true},
		{"58030", errMachine, true},
		{"XX000", errMachine, true},
		{"XX001", errRejected, false},
		{"3D000", errDatabase, false},
		{"3F000", errSchema, false},
		{"42P01", errSchema, false},
		{"42883", errSchema, false},
		{"42501", errRights, false},
		{"28P01", errLogin, false},
		{"28000", errLogin, false},
		{"26000", errPooler, false},
		{"42P05", errPooler, false},
		{"22021", errRejected, false},
		{"P0001", errRejected, false},
		{"0A000", errRejected, false},
		{"", errRejected, false},
	} {
		says, transient := judge(tt.code)
		require.Equal(t, tt.says, says, tt.code)
		require.Equal(t, tt.transient, transient, tt.code)
	}
}

// What the port says itself and what is no error pass as they are.
func TestOnlyErrorsOfTheDriverAreExplained(t *testing.T) {
	for _, err := range []error{
		nil, eventsourcing.ErrFenced, eventsourcing.ErrClosed, eventsourcing.ErrErased, pgx.ErrNoRows,
		&eventsourcing.Conflict{}, &eventsourcing.Claimed{}, fault.AsTransient(io.EOF),
	} {
		require.Equal(t, err, outcome{ctx: t.Context(), err: err, lost: true, commits: true}.explain())
	}
}

func TestAnOutcomeIsInDoubtWhenNobodyKnows(t *testing.T) {
	said := func(severity, code string) error {
		return fmt.Errorf("wrapped: %w", &pgconn.PgError{SeverityUnlocalized: severity, Severity: "translated", Code: code})
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	lost := &net.OpError{Op: "read", Err: errors.New("reset")}
	for name, tt := range map[string]struct {
		outcome outcome
		axis    error
		doubt   bool
	}{
		"no connection":                    {outcome{err: &pgconn.ConnectError{}}, fault.Transient, false},
		"lost while reading":               {outcome{err: lost, lost: true}, fault.Transient, false},
		"lost while writing":               {outcome{err: lost, lost: true, commits: true}, fault.Transient, true},
		"hung up while writing":            {outcome{err: io.ErrUnexpectedEOF, lost: true, commits: true}, fault.Transient, true},
		"lost before anything was sent":    {outcome{err: unsent{}, lost: true, commits: true}, fault.Transient, false},
		"rolled back":                      {outcome{err: said("ERROR", "40P01"), commits: true}, fault.Transient, false},
		"rolled back, then lost":           {outcome{err: said("ERROR", "53100"), lost: true, commits: true}, fault.Transient, false},
		"rejected":                         {outcome{err: said("ERROR", "22021"), commits: true}, fault.Permanent, false},
		"thrown out while writing":         {outcome{err: said("FATAL", "57P01"), lost: true, commits: true}, fault.Transient, true},
		"thrown out while reading":         {outcome{err: said("FATAL", "57P01"), lost: true}, fault.Transient, false},
		"cancelled by the server":          {outcome{err: said("ERROR", "57014"), commits: true}, fault.Transient, false},
		"an argument that cannot be sent":  {outcome{err: errors.New("cannot encode"), commits: true}, fault.Permanent, false},
		"the context ended, nothing heard": {outcome{ctx: ended, err: fmt.Errorf("timeout: %w", context.Canceled), lost: true, commits: true}, fault.Transient, true},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.outcome.ctx == nil {
				tt.outcome.ctx = t.Context()
			}
			err := tt.outcome.explain()
			require.ErrorIs(t, err, tt.axis)
			require.Equal(t, tt.doubt, errors.Is(err, fault.InDoubt))
			require.NotErrorIs(t, err, context.Canceled)
			require.NotEqual(t, tt.outcome.err, err, "the driver's error is not the error itself")
			require.Equal(t, err, outcome{ctx: t.Context(), err: err}.explain(), "once")
		})
	}
	for name, o := range map[string]outcome{
		"before a connection was there": {err: context.Canceled, commits: true},
		"before anything was sent":      {err: fmt.Errorf("already done: %w", context.Canceled), commits: true},
		"given up by the server":        {err: said("ERROR", "57014"), commits: true},
		"while reading":                 {err: context.Canceled, lost: true},
	} {
		t.Run("the context ended "+name, func(t *testing.T) {
			o.ctx = ended
			require.Equal(t, context.Canceled, o.explain())
		})
	}
}

// unsent is an error by which the driver promises that the server has seen nothing.
type unsent struct{}

func (unsent) Error() string     { return "not sent" }
func (unsent) SafeToRetry() bool { return true }
