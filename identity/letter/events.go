package letter

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/person"
)

// Codec knows the events of letters.
func Codec() *es.Codec[Letter] {
	codec := es.NewCodec[Letter]()
	es.RegisterPersonal(codec, "letter.ordered", 1, func(e *LetterOrdered) (string, *es.Personal[Contents]) {
		return e.Account, &e.Contents
	})
	es.Register[PrintingFailed](codec, "letter.printing-failed", 1)
	es.Register[LetterPrinted](codec, "letter.printed", 1)
	es.RegisterPersonal(codec, "letter.dispatched", 1, func(e *LetterDispatched) (string, *es.Personal[person.TrackingNumber]) {
		return e.Account, &e.Number
	})
	es.Register[LetterAtOffice](codec, "letter.at-office", 1)
	es.Register[LetterHandedOver](codec, "letter.handed-over", 1)
	es.Register[LetterReturned](codec, "letter.returned", 1)
	es.Register[LetterLost](codec, "letter.lost", 1)
	es.Register[ReminderDue](codec, "letter.reminder-due", 1)
	es.Register[LetterUsed](codec, "letter.used", 1)
	es.Register[LetterVoided](codec, "letter.voided", 1)
	es.Register[LetterCancelled](codec, "letter.cancelled", 1)
	es.Register[LetterExpired](codec, "letter.expired", 1)
	return codec
}

// LetterOrdered means that a letter is to be printed. The code derives from its id under the secret named.
type LetterOrdered struct {
	Letter    string      `json:"letter"`
	Account   string      `json:"account"`
	To        AddressKind `json:"to"`
	Language  string      `json:"language"`
	Secret    string      `json:"secret"`
	At        time.Time   `json:"at"`
	ExpiresAt time.Time   `json:"expiresAt"`

	Contents es.Personal[Contents] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e LetterOrdered) Evolve(Letter) Letter {
	return Letter{
		ID: e.Letter, Account: e.Account, State: Ordered, To: e.To, Contents: e.Contents.Value(), Language: e.Language,
		Secret: e.Secret, OrderedAt: e.At, ExpiresAt: e.ExpiresAt, Since: e.At, PrintAt: e.At,
	}
}

// PrintingFailed means that the post office did not take the letter, why, and when it is tried again.
type PrintingFailed struct {
	Letter  string    `json:"letter"`
	Account string    `json:"account"`
	Reason  Reason    `json:"reason"`
	Next    time.Time `json:"next"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e PrintingFailed) Evolve(l Letter) Letter {
	l.Failures++
	l.Reason, l.PrintAt = e.Reason, e.Next
	return l
}

// Step is what every event of a letter's way says.
type Step struct {
	Letter  string    `json:"letter"`
	Account string    `json:"account"`
	At      time.Time `json:"at"`
}

// LetterPrinted means that the post office has taken the letter.
type LetterPrinted struct{ Step }

// Evolve implements eventsourcing.Event.
func (e LetterPrinted) Evolve(l Letter) Letter {
	l.Reason = ""
	return l.become(Printed, e.At)
}

// LetterDispatched means that the letter is under way, with the number to track it by.
type LetterDispatched struct {
	Step

	Number es.Personal[person.TrackingNumber] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e LetterDispatched) Evolve(l Letter) Letter {
	l.Number = e.Number.Value()
	return l.become(Dispatched, e.At)
}

// LetterAtOffice means that the letter can be fetched at the post office.
type LetterAtOffice struct{ Step }

// Evolve implements eventsourcing.Event.
func (e LetterAtOffice) Evolve(l Letter) Letter { return l.become(AtOffice, e.At) }

// LetterHandedOver means that the addressee has got the letter.
type LetterHandedOver struct{ Step }

// Evolve implements eventsourcing.Event.
func (e LetterHandedOver) Evolve(l Letter) Letter { return l.become(HandedOver, e.At) }

// LetterReturned means that nobody fetched the letter, or that it could not be delivered. Its code is dead.
type LetterReturned struct{ Step }

// Evolve implements eventsourcing.Event.
func (e LetterReturned) Evolve(l Letter) Letter { return l.become(Returned, e.At) }

// LetterLost means that the post does not find the letter. Its code is dead, since anybody may have it.
type LetterLost struct{ Step }

// Evolve implements eventsourcing.Event.
func (e LetterLost) Evolve(l Letter) Letter { return l.become(Lost, e.At) }

// ReminderDue means that the person is to be reminded of a letter that was not used (NOT-5).
type ReminderDue struct{ Step }

// Evolve implements eventsourcing.Event.
func (e ReminderDue) Evolve(l Letter) Letter {
	l.Reminded = true
	return l
}

// LetterUsed means that the code was entered: the letter has confirmed the identity.
type LetterUsed struct{ Step }

// Evolve implements eventsourcing.Event.
func (e LetterUsed) Evolve(l Letter) Letter { return l.become(Used, e.At) }

// LetterVoided means that data which the letter vouches for have changed (CNF-5).
type LetterVoided struct {
	Step
	// Changed are the paths of these fields in the profile.
	Changed []string `json:"changed"`
}

// Evolve implements eventsourcing.Event.
func (e LetterVoided) Evolve(l Letter) Letter { return l.become(Void, e.At) }

// LetterCancelled means that the letter is not needed any more.
type LetterCancelled struct {
	Step
	// Why the way of confirming was closed.
	Why identity.Ending `json:"why"`
}

// Evolve implements eventsourcing.Event.
func (e LetterCancelled) Evolve(l Letter) Letter { return l.become(Cancelled, e.At) }

// LetterExpired means that the time to enter the code is over.
type LetterExpired struct{ Step }

// Evolve implements eventsourcing.Event.
func (e LetterExpired) Evolve(l Letter) Letter { return l.become(Expired, e.At) }

// step fills what every event says.
func (l Letter) step(now time.Time) Step { return Step{Letter: l.ID, Account: l.Account, At: now} }

// towards returns a decision that records the event where the letter may become that, and nothing where it may not:
// what comes late or twice changes nothing.
func towards(state State, event func(Letter) es.Event[Letter]) es.Decision[Letter] {
	return func(l Letter) ([]es.Event[Letter], error) {
		if !l.may(state) {
			return nil, nil
		}
		return []es.Event[Letter]{event(l)}, nil
	}
}
