package fault

import (
	"errors"
	"strings"
)

// Refusal is a command refused with every fault found in it, never only the first (REG-9).
type Refusal struct {
	Faults []Fault
	// causes are the errors the faults were taken from, so that errors.As still finds their types.
	causes []error
}

// Error lists the faults, one after another.
func (r *Refusal) Error() string {
	parts := make([]string, len(r.Faults))
	for i, f := range r.Faults {
		parts[i] = f.Error()
	}
	return "refused: " + strings.Join(parts, "; ")
}

// Unwrap gives the faults, placed as they are here, and then the errors they were taken from to errors.Is
// and errors.As.
func (r *Refusal) Unwrap() []error {
	errs := make([]error, 0, len(r.Faults)+len(r.causes))
	for _, f := range r.Faults {
		errs = append(errs, f)
	}
	return append(errs, r.causes...)
}

// Faulty is an error that carries data of its own and can present itself as a fault, for example
// "wrong code, two tries left".
type Faulty interface {
	error
	Fault() Fault
}

// All returns every fault in the tree of err, in order; nil when there is none.
func All(err error) []Fault {
	switch e := err.(type) { //nolint:errorlint // walks the tree itself
	case nil:
		return nil
	case Fault:
		return []Fault{e}
	case Faulty:
		return []Fault{e.Fault()}
	case *Refusal:
		return e.Faults
	case interface{ Unwrap() []error }:
		var all []Fault
		for _, inner := range e.Unwrap() {
			all = append(all, All(inner)...)
		}
		return all
	default:
		return All(errors.Unwrap(err))
	}
}

// At places every fault of err under the field path. An error without faults comes back unchanged.
func At(path string, err error) error {
	faults := All(err)
	if len(faults) == 0 {
		return err
	}
	placed := make([]Fault, len(faults))
	for i, f := range faults {
		placed[i] = f.At(path)
	}
	return &Refusal{Faults: placed, causes: []error{err}}
}

// Join gathers the faults of several checks into one refusal. Errors that are no faults win: they are
// joined and returned alone, because then the command could not be judged. Nil when nothing is wrong.
func Join(errs ...error) error {
	var faults []Fault
	var refusals, others []error
	for _, err := range errs {
		if err == nil {
			continue
		}
		if found := All(err); len(found) > 0 {
			faults = append(faults, found...)
			refusals = append(refusals, err)
		} else {
			others = append(others, err)
		}
	}
	if len(others) > 0 {
		return errors.Join(others...)
	}
	if len(faults) == 0 {
		return nil
	}
	return &Refusal{Faults: faults, causes: refusals}
}
