package centre

import (
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/identity"
)

// Category is that of the streams of visits, one per account; a stream's id is that of the account.
const Category = "visit"

// Visits is the state of one person's visits to service centres, oldest first. It is a value: Evolve of its events
// returns changed copies.
type Visits []Visit

// Visit is one time that a person showed a document.
type Visit struct {
	ID, Account string
	// Key is that of the command, empty when it had none.
	Key string
	// Centre is where, Operator the account of who saw the document.
	Centre, Operator string
	At               time.Time
	State            State
	// Since is when State began.
	Since time.Time
	// Shown is what was shown, zero once the person is erased.
	Shown Shown
	// Differences are what the profile has otherwise; empty unless the state is Differs.
	Differences []identity.Difference
	// Secret names the one from which the code of a slip derives, ExpiresAt is when it dies; empty without a slip.
	Secret    string
	ExpiresAt time.Time
}

// State is where a visit stands.
type State string

// The states: the document agreed, which vouches for the person; it differs from the profile; it agreed, and the person was
// handed a slip with a sealed code; the code was entered, and confirmed the person. The others are ends of a slip: its
// time ran out, a later one took its place (COD-5), the profile has changed since (CNF-5), another way was faster.
const (
	Agreed     State = "agreed"
	Differs    State = "differs"
	Sealed     State = "sealed"
	Activated  State = "activated"
	Expired    State = "expired"
	Superseded State = "superseded"
	Void       State = "void"
	Overtaken  State = "overtaken"
)

// find returns the visit of that id; ok is false when there is none.
func (v Visits) find(id string) (visit Visit, ok bool) {
	at := slices.IndexFunc(v, func(one Visit) bool { return one.ID == id })
	if at < 0 {
		return Visit{}, false
	}
	return v[at], true
}

// of returns the visit that a command of that key made; ok is false when there is none.
func (v Visits) of(key string) (visit Visit, ok bool) {
	at := slices.IndexFunc(v, func(one Visit) bool { return key != "" && one.Key == key })
	if at < 0 {
		return Visit{}, false
	}
	return v[at], true
}

// sealed returns the visit whose slip can still be used, but for its time; ok is false when there is none.
func (v Visits) sealed() (visit Visit, ok bool) {
	at := slices.IndexFunc(v, func(one Visit) bool { return one.State == Sealed })
	if at < 0 {
		return Visit{}, false
	}
	return v[at], true
}

// with returns a copy in which the visit of that id was changed.
func (v Visits) with(id string, change func(*Visit)) Visits {
	changed := slices.Clone(v)
	for i := range changed {
		if changed[i].ID == id {
			change(&changed[i])
		}
	}
	return changed
}
