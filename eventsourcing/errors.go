package eventsourcing

import (
	"fmt"

	"github.com/kabinet-go/kabinet/fault"
)

// Errors of a [Store] beside [*Conflict] and [*Claimed].
var (
	// ErrFenced: a lease named in the call is no longer the caller's. It lies on fault.Conflict.
	ErrFenced error = &sentinelError{"eventsourcing: the lease is lost", fault.Conflict}
	// ErrErased: the data key was destroyed; the person's data are gone for good.
	ErrErased error = &sentinelError{"eventsourcing: the data key was destroyed", fault.Permanent}
	// ErrNoKey: there never was a data key of that id.
	ErrNoKey error = &sentinelError{"eventsourcing: no such data key", fault.Permanent}
	// ErrClosed: the store was closed.
	ErrClosed error = &sentinelError{"eventsourcing: the store is closed", fault.Permanent}
)

type sentinelError struct {
	text string
	axis error
}

// Error is one sentence for an operator.
func (e *sentinelError) Error() string { return e.text }

// Is puts the error on its axis.
func (e *sentinelError) Is(target error) bool { return target == e.axis }

// Conflict says that a stream was not at the version the writer had seen. Load and decide again.
type Conflict struct {
	Stream           Stream
	Expected, Actual int64
}

// Error names the category and the versions.
func (e *Conflict) Error() string {
	return fmt.Sprintf("eventsourcing: %s is at version %d, not %d", e.Stream, e.Actual, e.Expected)
}

// Is puts the error on the axis fault.Conflict.
func (e *Conflict) Is(target error) bool { return target == fault.Conflict }

// Claimed says that somebody else holds a unique key.
type Claimed struct {
	Key   ClaimKey
	Owner Stream
}

// Error names the kind only: whose it is must not reach a person by accident.
func (e *Claimed) Error() string {
	return fmt.Sprintf("eventsourcing: this %s is claimed already", e.Key.Kind)
}

// Is puts the error on the axis fault.Conflict.
func (e *Claimed) Is(target error) bool { return target == fault.Conflict }
