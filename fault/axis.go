package fault

import "errors"

// The axes on which every error of Kabinet lies; ask with errors.Is. An error on none of them is a
// programming mistake or comes from the caller's own context.
var (
	// Refused: the rules say no. Repeating the same command gives the same answer.
	Refused = errors.New("refused")
	// Transient: somebody else's trouble (store, registry, gateway). The same command may succeed later.
	Transient = errors.New("transient")
	// Permanent: no retry will help until somebody mends configuration or data.
	Permanent = errors.New("permanent")
	// Conflict: somebody else was faster. Load again and decide again.
	Conflict = errors.New("conflict")
)

// InDoubt marks a Transient error after which the effect may have happened or not: the connection was
// lost between the request and its answer. Repeat the command with the same idempotency key, or look.
// A Transient error without it promises that nothing has happened.
var InDoubt = errors.New("in doubt")

// AsTransient puts err on the Transient axis; nil stays nil.
func AsTransient(err error) error { return onAxis(err, Transient) }

// AsInDoubt puts err on the Transient axis and marks it [InDoubt]; nil stays nil.
func AsInDoubt(err error) error { return onAxis(AsTransient(err), InDoubt) }

// AsPermanent puts err on the Permanent axis; nil stays nil.
func AsPermanent(err error) error { return onAxis(err, Permanent) }

type axisError struct{ err, axis error }

func onAxis(err, axis error) error {
	if err == nil || errors.Is(err, axis) {
		return err
	}
	return &axisError{err: err, axis: axis}
}

func (e *axisError) Error() string   { return e.err.Error() }
func (e *axisError) Unwrap() []error { return []error{e.err, e.axis} }
