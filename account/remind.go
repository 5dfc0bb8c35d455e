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
		number := passed(a, policy, now)
		if a.Next() != SetAPassword || number <= a.Reminders || a.Lapsed(policy, now) {
			return nil, nil
		}
		return []es.Event[Account]{ReminderDue{Account: a.ID, Number: number, At: now}}, nil
	}
}

// NextReminder returns when Remind is to be asked next; ok is false when it need not be any more.
func NextReminder(a Account, policy Policy, now time.Time) (due time.Time, ok bool) {
	next := passed(a, policy, now)
	if a.Status != Registering || next == len(policy.RemindAfter) {
		return time.Time{}, false
	}
	return a.RegisteredAt.Add(policy.RemindAfter[next]), true
}

// passed counts the ages that the registration has reached.
func passed(a Account, policy Policy, now time.Time) int {
	number := 0
	for number < len(policy.RemindAfter) && !now.Before(a.RegisteredAt.Add(policy.RemindAfter[number])) {
		number++
	}
	return number
}
