package centre

import (
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
)

// Codec knows the events of visits.
func Codec() *es.Codec[Visits] {
	codec := es.NewCodec[Visits]()
	es.RegisterPersonal(codec, "visit.received", 1, func(e *PersonReceived) (string, *es.Personal[Shown]) {
		return e.Account, &e.Shown
	})
	es.Register[DocumentDiffers](codec, "visit.document-differs", 1)
	es.Register[DocumentAgrees](codec, "visit.document-agrees", 1)
	es.Register[CodeSealed](codec, "visit.code-sealed", 1)
	es.Register[SlipEnded](codec, "visit.slip-ended", 1)
	return codec
}

// PersonReceived means that a person came to a desk and showed a document. What came of it is in the event after it.
type PersonReceived struct {
	Visit    string    `json:"visit"`
	Account  string    `json:"account"`
	Centre   string    `json:"centre"`
	Operator string    `json:"operator"`
	Key      string    `json:"key,omitempty"`
	At       time.Time `json:"at"`

	Shown es.Personal[Shown] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e PersonReceived) Evolve(v Visits) Visits {
	return append(slices.Clip(v), Visit{
		ID: e.Visit, Account: e.Account, Key: e.Key, Centre: e.Centre, Operator: e.Operator, At: e.At, Since: e.At, Shown: e.Shown.Value(),
	})
}

// DocumentDiffers means that the profile has something otherwise than the document shown.
type DocumentDiffers struct {
	Visit       string                `json:"visit"`
	Account     string                `json:"account"`
	Differences []identity.Difference `json:"differences"`
	At          time.Time             `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e DocumentDiffers) Evolve(v Visits) Visits {
	return v.with(e.Visit, func(visit *Visit) {
		visit.State, visit.Since, visit.Differences = Differs, e.At, e.Differences
	})
}

// DocumentAgrees means that the document shown is the one in the profile, which vouches for the person at once.
type DocumentAgrees struct {
	Visit   string    `json:"visit"`
	Account string    `json:"account"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e DocumentAgrees) Evolve(v Visits) Visits {
	return v.with(e.Visit, func(visit *Visit) { visit.State, visit.Since = Agreed, e.At })
}

// CodeSealed means that the document shown is the one in the profile, and that the person was handed a slip with a code.
// The code derives from the id of the visit under the secret named.
type CodeSealed struct {
	Visit     string    `json:"visit"`
	Account   string    `json:"account"`
	Secret    string    `json:"secret"`
	ExpiresAt time.Time `json:"expiresAt"`
	At        time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e CodeSealed) Evolve(v Visits) Visits {
	return v.with(e.Visit, func(visit *Visit) {
		visit.State, visit.Since, visit.Secret, visit.ExpiresAt = Sealed, e.At, e.Secret, e.ExpiresAt
	})
}

// SlipEnded means that the code of a slip was entered, or cannot be any more.
type SlipEnded struct {
	Visit   string    `json:"visit"`
	Account string    `json:"account"`
	State   State     `json:"state"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e SlipEnded) Evolve(v Visits) Visits {
	return v.with(e.Visit, func(visit *Visit) { visit.State, visit.Since = e.State, e.At })
}
