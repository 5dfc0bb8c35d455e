package confirmation

import (
	"slices"
	"strings"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// AllowanceCategory is that of the streams that count, per contact and day (UTC), what was sent to the
// contact and answered wrongly. A stream's id is a blind index of the contact and the date, so that a
// stream stays short, and can be purged when its windows of 24 hours have passed.
const AllowanceCategory = "allowance"

// allowanceIndex is the blind index under which a contact's allowance is kept. Mailboxes that differ
// only in capitals are counted together, since hardly any provider tells them apart.
func allowanceIndex(unit *es.Unit, contact person.Contact) string {
	return unit.Key(AllowanceCategory, strings.ToLower(contact.Reveal())).Index
}

// AllowanceCodec knows the events of allowances.
func AllowanceCodec() *es.Codec[Allowance] {
	codec := es.NewCodec[Allowance]()
	es.Register[SendCounted](codec, "allowance.send-counted", 1)
	es.Register[WrongCounted](codec, "allowance.wrong-counted", 1)
	return codec
}

// Allowance is what one contact has used up on one day.
type Allowance struct {
	Sends, Wrongs []time.Time
}

// SendCounted means that a code was asked for.
type SendCounted struct {
	At time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e SendCounted) Evolve(a Allowance) Allowance {
	a.Sends = append(slices.Clip(a.Sends), e.At)
	return a
}

// WrongCounted means that a wrong answer was given.
type WrongCounted struct {
	At time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e WrongCounted) Evolve(a Allowance) Allowance {
	a.Wrongs = append(slices.Clip(a.Wrongs), e.At)
	return a
}

// and joins the allowance of a day with that of the next one.
func (a Allowance) and(next Allowance) Allowance {
	return Allowance{
		Sends:  slices.Concat(a.Sends, next.Sends),
		Wrongs: slices.Concat(a.Wrongs, next.Wrongs),
	}
}

// sends tells when the next sending is possible, and which limit of COD-4 lasts until then.
func (a Allowance) sends(policy Policy) (at time.Time, limit fault.Fault) {
	limits := []struct {
		at    time.Time
		fault fault.Fault
	}{
		{freeAt(a.Sends, policy.SendsPerDay, 24*time.Hour), ErrSendsPerDay},
		{freeAt(a.Sends, policy.SendsPerHour, time.Hour), ErrSendsPerHour},
		{freeAt(a.Sends, 1, policy.SendPause), ErrSendTooSoon},
	}
	last := limits[0]
	for _, other := range limits[1:] {
		if other.at.After(last.at) {
			last = other
		}
	}
	return last.at, last.fault
}

// maySend refuses with the remaining wait when a limit of COD-4 is reached.
func (a Allowance) maySend(policy Policy, now time.Time) error {
	at, limit := a.sends(policy)
	return limited(limit, at, now)
}

// mayAnswer refuses when too many wrong answers were given for the contact (COD-3).
func (a Allowance) mayAnswer(policy Policy, now time.Time) error {
	return limited(ErrContactTries, freeAt(a.Wrongs, policy.WrongPerDay, 24*time.Hour), now)
}

func limited(limit fault.Fault, until, now time.Time) error {
	if !until.After(now) {
		return nil
	}
	return &Limited{Limit: limit, Wait: until.Sub(now)}
}

// freeAt returns from when on fewer than most of the moments lie within the window; the zero time when
// there are fewer of them.
func freeAt(moments []time.Time, most int, window time.Duration) time.Time {
	if len(moments) < most {
		return time.Time{}
	}
	return moments[len(moments)-most].Add(window)
}
