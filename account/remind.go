package account

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Remind marks that an unfinished registration reached one of the ages of the policy (NOT-5). When
// several have passed at once, one reminder stands for them all.
func Remind(policy Policy, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		number := 0
		for number < len(policy.RemindAfter) && !now.Before(a.RegisteredAt.Add(policy.RemindAfter[number])) {
			number++
		}
		if a.Status != Registering || number <= a.Reminders {
			return nil, nil
		}
		return []es.Event[Account]{ReminderDue{Account: a.ID, Number: number, Proved: len(a.Contacts) > 0, At: now}}, nil
	}
}

// NextReminder returns when the next reminder is due; ok is false when there is none.
func NextReminder(a Account, policy Policy) (due time.Time, ok bool) {
	if a.Status != Registering || a.Reminders >= len(policy.RemindAfter) {
		return time.Time{}, false
	}
	return a.RegisteredAt.Add(policy.RemindAfter[a.Reminders]), true
}
