package enrolment

import (
	"log/slog"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/profile"
)

// Category is that of the streams of enrolments; a stream's id is that of the account.
const Category = "enrolment"

// Enrolment is the state of one enrolment. The zero value was never begun. It is a value: Evolve of its events returns
// changed copies.
type Enrolment struct {
	Account string
	// Vouched is the confirmation that the enrolment is to end with.
	Vouched account.Confirmation
	// Form is what is vouched for, in canonical form; empty once the person is erased.
	Form profile.Form
	// AcceptedAt is when the person took it over, zero before.
	AcceptedAt time.Time
	// ExpiresAt is until when it must be accepted, or then verified.
	ExpiresAt time.Time
	// Wrong counts the wrong SNILS.
	Wrong int
	// Ending is empty while it is open; Differences are those of one that differed.
	Ending      Ending
	Differences []identity.Difference
}

// Ending says how an enrolment ended.
type Ending string

// The endings: the identity is confirmed, or was otherwise meanwhile; the verified profile is not what was vouched for;
// there were too many wrong SNILS; its time ran out.
const (
	Confirmed Ending = "confirmed"
	Overtaken Ending = "overtaken"
	Differed  Ending = "differed"
	Exhausted Ending = "exhausted"
	Expired   Ending = "expired"
)

// LogValue tells which enrolment it is and its ending, nothing of the person.
func (e Enrolment) LogValue() slog.Value {
	return slog.GroupValue(slog.String("account", e.Account), slog.String("ending", string(e.Ending)))
}

// open reports whether the enrolment goes on.
func (e Enrolment) open() bool { return e.Account != "" && e.Ending == "" }

// accepted reports whether it goes on and the person has taken it over.
func (e Enrolment) accepted() bool { return e.open() && !e.AcceptedAt.IsZero() }

// taken reports whether the person has taken it over, and it has not failed since.
func (e Enrolment) taken() bool {
	return e.accepted() || e.Ending == Confirmed || e.Ending == Overtaken
}
