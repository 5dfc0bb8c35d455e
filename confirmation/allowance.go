package confirmation

import (
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// AllowanceCategory is that of the streams that count, per contact and day (UTC), what was sent to the
// contact and answered wrongly. A stream's id is the contact's blind index and the date, so that a
// stream stays short, and can be purged when its windows have passed.
const AllowanceCategory = "allowance"

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

// SendCounted: a code was asked for.
type SendCounted struct {
	At time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e SendCounted) Evolve(a Allowance) Allowance {
	a.Sends = append(slices.Clip(a.Sends), e.At)
	return a
}

// WrongCounted: a wrong answer was given.
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

// maySend refuses with the longest remaining wait when a limit of COD-4 is reached.
func (a Allowance) maySend(policy Policy, now time.Time) error {
	limits := []*Limited{
		{ErrSendsPerDay, waitFor(a.Sends, policy.SendsPerDay, 24*time.Hour, now)},
		{ErrSendsPerHour, waitFor(a.Sends, policy.SendsPerHour, time.Hour, now)},
		{ErrSendTooSoon, waitFor(a.Sends, 1, policy.SendPause, now)},
	}
	longest := slices.MaxFunc(limits, func(a, b *Limited) int { return int(a.Wait - b.Wait) })
	if longest.Wait > 0 {
		return longest
	}
	return nil
}

// mayAnswer refuses when too many wrong answers were given for the contact (COD-3).
func (a Allowance) mayAnswer(policy Policy, now time.Time) error {
	if wait := waitFor(a.Wrongs, policy.WrongPerDay, 24*time.Hour, now); wait > 0 {
		return &Limited{ErrContactTries, wait}
	}
	return nil
}

// waitFor returns how long it takes until fewer than most of the moments lie within the window.
func waitFor(moments []time.Time, most int, window time.Duration, now time.Time) time.Duration {
	if len(moments) < most {
		return 0
	}
	return max(moments[len(moments)-most].Add(window).Sub(now), 0)
}
