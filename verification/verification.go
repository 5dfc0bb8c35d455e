package verification

import (
	"maps"
	"slices"
	"time"
)

// Category is that of the streams of verifications, one per submission.
const Category = "verification"

// Verification is the state of the checking of one submission. It is a value: Evolve of its events
// returns changed copies.
type Verification struct {
	Account    string
	Submission int
	StartedAt  time.Time
	Checks     map[Check]Progress
	Overdue    bool
	// Disbelieved counts the callbacks that made no sense.
	Disbelieved int
	// Ended is empty while it goes on.
	Ended Ending
}

// Progress is how far one check is (VER-4).
type Progress struct {
	State State
	// Attempt counts the times the registry was asked, polls among them.
	Attempt int
	// Failures counts the attempts since the registry answered last.
	Failures int
	// Ticket is that of an answer to come.
	Ticket string
	// UnderWay says that an attempt has begun and nothing has come of it yet.
	UnderWay bool
	// Next is when it is asked again, zero when it is not.
	Next time.Time
	// Since is when State began.
	Since time.Time
	// Differences are those of a mismatch.
	Differences []Difference
	// Carried says that it passed for an earlier submission with the same data (PRO-5).
	Carried bool
}

// State is what a person is told about a check (VER-1).
type State string

// The states. Waiting is before the first attempt; an unanswered check that has taken too long is overdue
// beside its state, see [Verification.StateOf].
const (
	Waiting     State = "waiting"
	Asked       State = "asked"
	Matched     State = "matched"
	Mismatched  State = "mismatched"
	NotFound    State = "not-found"
	Unavailable State = "unavailable"
	Overdue     State = "overdue"
)

// answered reports whether the registry has said what it has to say.
func (s State) answered() bool { return s == Matched || s == Mismatched || s == NotFound }

// refused reports whether it said no.
func (s State) refused() bool { return s == Mismatched || s == NotFound }

// Ending is how a verification ended.
type Ending string

// The endings: every check passed; one did not, or what it found belongs to another account; the person
// submitted anew, or was erased.
const (
	Passed     Ending = "passed"
	Failed     Ending = "failed"
	Superseded Ending = "superseded"
)

// StateOf returns what to tell about a check, [Overdue] in place of the state of one not answered in time.
func (v Verification) StateOf(check Check) State {
	state := v.Checks[check].State
	if v.Overdue && !state.answered() {
		return Overdue
	}
	return state
}

// open reports whether the check still waits for an answer.
func (v Verification) open(check Check) bool {
	progress, asked := v.Checks[check]
	return asked && v.Ended == "" && !progress.State.answered()
}

// names lists the checks in the order of their names.
func (v Verification) names() []Check { return slices.Sorted(maps.Keys(v.Checks)) }

// with returns a copy with one check changed.
func (v Verification) with(check Check, change func(*Progress)) Verification {
	v.Checks = maps.Clone(v.Checks)
	progress := v.Checks[check]
	change(&progress)
	v.Checks[check] = progress
	return v
}

// verdict returns how the verification would end now; the empty text when it goes on. A check that says
// no ends it as soon as no other is about to answer; one that is unavailable, or has given a ticket, may
// take days, and the person can correct meanwhile.
func (v Verification) verdict() Ending {
	refused, passed := false, true
	for _, progress := range v.Checks {
		switch state := progress.State; {
		case state.refused():
			refused = true
		case state == Waiting, state == Asked && progress.Ticket == "":
			return ""
		case state != Matched:
			passed = false
		}
	}
	switch {
	case refused:
		return Failed
	case passed:
		return Passed
	default:
		return ""
	}
}
