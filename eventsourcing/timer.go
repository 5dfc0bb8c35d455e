package eventsourcing

import (
	"slices"
	"time"
)

// SetTimer asks for the stream to be looked at when due, in place of an earlier timer of that name.
func (u *Unit) SetTimer(stream Stream, name string, due time.Time) {
	key := TimerKey{stream, name}
	u.forgetTimer(key)
	u.batch.Timers = append(u.batch.Timers, Timer{TimerKey: key, Due: due})
}

// CancelTimer removes a timer if it is set, also by this unit.
func (u *Unit) CancelTimer(stream Stream, name string) {
	key := TimerKey{stream, name}
	u.forgetTimer(key)
	u.batch.Cancels = append(u.batch.Cancels, key)
}

// forgetTimer makes the last word of a unit about a timer the one that counts.
func (u *Unit) forgetTimer(key TimerKey) {
	u.batch.Timers = slices.DeleteFunc(u.batch.Timers, func(timer Timer) bool { return timer.TimerKey == key })
	u.batch.Cancels = slices.DeleteFunc(u.batch.Cancels, func(other TimerKey) bool { return other == key })
}
