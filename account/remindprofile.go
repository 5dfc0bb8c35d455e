package account

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/profile"
)

// ProfileStep is what a person has left undone about their profile.
type ProfileStep string

// The steps: a profile begun is not submitted; one rejected is not corrected.
const (
	NoProfileStep  ProfileStep = ""
	FinishProfile  ProfileStep = "finish"
	CorrectProfile ProfileStep = "correct"
)

// ProfileReminderDue means that the person is to be reminded of their profile (NOT-5). Number tells which of
// the policy's ages what was left undone at Since has reached, from 1.
type ProfileReminderDue struct {
	Account string      `json:"account"`
	Step    ProfileStep `json:"step"`
	Since   time.Time   `json:"since"`
	Number  int         `json:"number"`
	At      time.Time   `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e ProfileReminderDue) Evolve(a Account) Account {
	a.ProfileReminded = ProfileReminded{Since: e.Since, Number: e.Number}
	return a
}

// ProfileReminded tells the latest reminder of the profile: of what was left undone when, and its number.
type ProfileReminded struct {
	Since  time.Time
	Number int
}

// ProfileStep returns what the person has left undone since when, going by their draft. There is nothing to do
// while a submission is being checked or the account is held; nor is there for somebody who never began, or
// whose draft says what was submitted last.
func (a Account) ProfileStep(d Draft) (step ProfileStep, since time.Time) {
	switch {
	case a.Status != Live, a.Hold != NotHeld, a.Submission.State == Checking:
		return NoProfileStep, time.Time{}
	case a.Submission.State == Rejected:
		since = a.Submission.DecidedAt
		if d.SavedAt.After(since) {
			since = d.SavedAt
		}
		return CorrectProfile, since
	case d.SavedAt.After(a.Submission.At) && d.begun() && d.Form != a.Submission.Profile.Reveal():
		return FinishProfile, d.SavedAt
	default:
		return NoProfileStep, time.Time{}
	}
}

// begun reports whether the form says more than the name, which is known from the registration.
func (d Draft) begun() bool {
	form := d.Form
	form.Name = profile.NameForm{}
	return form != profile.Form{}
}

// RemindOfProfile marks that what was left undone has reached one of the ages (NOT-5). When several have passed
// at once, one reminder stands for them all; saving or submitting begins anew.
func RemindOfProfile(d Draft, ages []time.Duration, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		step, since := a.ProfileStep(d)
		number := reached(ages, since, now)
		told := a.ProfileReminded
		if step == NoProfileStep || number == 0 || told.Since.Equal(since) && number <= told.Number {
			return nil, nil
		}
		return []es.Event[Account]{ProfileReminderDue{Account: a.ID, Step: step, Since: since, Number: number, At: now}}, nil
	}
}

// NextProfileReminder returns when RemindOfProfile is to be asked next; ok is false when it need not be before
// something happens.
func NextProfileReminder(a Account, d Draft, ages []time.Duration, now time.Time) (due time.Time, ok bool) {
	step, since := a.ProfileStep(d)
	next := reached(ages, since, now)
	if step == NoProfileStep || next == len(ages) {
		return time.Time{}, false
	}
	return since.Add(ages[next]), true
}
