package account

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Remind marks that an unfinished registration has reached one of the ages of the policy (NOT-5). When
// several have passed at once, one reminder stands for them all. Without a proved contact there is
// nobody to remind, since an unproved one may be anybody's (REG-7).
func Remind(policy Policy, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		number := reached(policy.RemindAfter, a.RegisteredAt, now)
		if a.Next() != SetAPassword || number <= a.Reminders || a.Lapsed(policy, now) {
			return nil, nil
		}
		return []es.Event[Account]{ReminderDue{Account: a.ID, Number: number, At: now}}, nil
	}
}

// NextReminder returns when Remind is to be asked next; ok is false when it need not be any more.
func NextReminder(a Account, policy Policy, now time.Time) (due time.Time, ok bool) {
	next := reached(policy.RemindAfter, a.RegisteredAt, now)
	if a.Status != Registering || next == len(policy.RemindAfter) {
		return time.Time{}, false
	}
	return a.RegisteredAt.Add(policy.RemindAfter[next]), true
}

// reached counts the ages that what began at since has reached.
func reached(ages []time.Duration, since, now time.Time) int {
	number := 0
	for number < len(ages) && !now.Before(since.Add(ages[number])) {
		number++
	}
	return number
}
