package letter

import (
	"log/slog"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/person"
)

// Category is that of the streams of letters; a stream's id is the letter's id.
const Category = "letter"

// Letter is the state of one letter. The zero value was never ordered. It is a value: Evolve of its events
// returns changed copies.
type Letter struct {
	ID      string
	Account string
	State   State
	// To says which address it goes to; Contents is the paper, zero once the person is erased.
	To       AddressKind
	Contents Contents
	Language string
	// Secret names the secret that the code derives from.
	Secret    string
	OrderedAt time.Time
	// ExpiresAt is when the code dies.
	ExpiresAt time.Time
	// Since is when State began.
	Since time.Time
	// Failures counts the attempts at printing that failed, Reason is why the latest did, and PrintAt when the
	// next one is. All are of no meaning once it is printed.
	Failures int
	Reason   Reason
	PrintAt  time.Time
	// Number is that by which the post tracks it, zero until it is dispatched.
	Number   person.TrackingNumber
	Reminded bool
}

// LogValue tells which letter it is and its state, nothing of the person.
func (l Letter) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", l.ID), slog.String("state", string(l.State)))
}

// State is where a letter stands.
type State string

// The states. From the first five a code can be used; none follows upon the others.
const (
	None       State = ""
	Ordered    State = "ordered"
	Printed    State = "printed"
	Dispatched State = "dispatched"
	AtOffice   State = "at-office"
	HandedOver State = "handed-over"
	Returned   State = "returned"
	Lost       State = "lost"
	Used       State = "used"
	Void       State = "void"
	Cancelled  State = "cancelled"
	Expired    State = "expired"
)

// transitions are those allowed. The post may skip a step in its news, but a letter that was not printed is not
// under way.
var transitions = map[State][]State{
	None:       {Ordered},
	Ordered:    {Printed, Used, Void, Cancelled, Expired},
	Printed:    {Dispatched, AtOffice, HandedOver, Returned, Lost, Used, Void, Cancelled, Expired},
	Dispatched: {AtOffice, HandedOver, Returned, Lost, Used, Void, Cancelled, Expired},
	AtOffice:   {HandedOver, Returned, Lost, Used, Void, Cancelled, Expired},
	HandedOver: {Used, Void, Cancelled, Expired},
}

func (l Letter) may(become State) bool { return slices.Contains(transitions[l.State], become) }

// Open reports whether the code may still serve, but for its time.
func (l Letter) Open() bool { return l.may(Used) }

// underWay reports whether the post can have news of it.
func (l Letter) underWay() bool { return l.may(HandedOver) }

// become returns the letter in another state.
func (l Letter) become(state State, at time.Time) Letter {
	l.State, l.Since = state, at
	return l
}
