package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/profile"
)

var ages = []time.Duration{day, 3 * day, 6 * day}

func profileReminded(step account.ProfileStep, since time.Time, number int, at time.Time) account.ProfileReminderDue {
	return account.ProfileReminderDue{Account: id, Step: step, Since: since, Number: number, At: at}
}

func draftAt(at time.Time, form profile.Form) account.Draft {
	return account.Draft{Form: form, SavedAt: at}
}

// NOT-5: what is left undone, and since when.
func TestProfileStep(t *testing.T) {
	stages, holds := atStages(t), holds(t)
	before, after, decided := submittedAt.Add(-time.Minute), submittedAt.Add(30*time.Second), submittedAt.Add(time.Minute)
	other := profileForm()
	other.SNILS = ""
	name := profile.Form{Name: other.Name}
	nothing := account.Draft{}
	for what, c := range map[string]struct {
		given history
		draft account.Draft
		step  account.ProfileStep
		since time.Time
	}{
		"never began":                        {stages["live"], nothing, account.NoProfileStep, time.Time{}},
		"only the name, which is known":      {stages["live"], draftAt(before, name), account.NoProfileStep, time.Time{}},
		"an empty form, or an erased one":    {stages["live"], draftAt(before, profile.Form{}), account.NoProfileStep, time.Time{}},
		"a draft":                            {stages["live"], draftAt(before, other), account.FinishProfile, before},
		"a whole draft":                      {stages["live"], draftAt(before, profileForm()), account.FinishProfile, before},
		"submitted after the draft":          {stages["checking"], draftAt(before, other), account.NoProfileStep, time.Time{}},
		"a draft while checking":             {stages["checking"], draftAt(after, other), account.NoProfileStep, time.Time{}},
		"verified":                           {stages["verified"], draftAt(before, other), account.NoProfileStep, time.Time{}},
		"a draft of changes":                 {stages["verified"], draftAt(after, other), account.FinishProfile, after},
		"a draft that changes nothing":       {stages["verified"], draftAt(after, profileWith(t, nil).Reveal()), account.NoProfileStep, time.Time{}},
		"rejected":                           {stages["rejected"], nothing, account.CorrectProfile, decided},
		"rejected after a draft":             {stages["rejected"], draftAt(after, other), account.CorrectProfile, decided},
		"half corrected":                     {stages["rejected"], draftAt(decided.Add(1), other), account.CorrectProfile, decided.Add(1)},
		"on hold":                            {holds[account.Blocked], draftAt(heldAt, other), account.NoProfileStep, time.Time{}},
		"registering":                        {stages["live"][:2], draftAt(before, other), account.NoProfileStep, time.Time{}},
		"registration abandoned":             {stages["live"][:1].with(abandoned(began)), draftAt(before, other), account.NoProfileStep, time.Time{}},
		"the same submitted again, checking": {stages["rejected"].with(submitted(t, 2, profileWith(t, nil))), nothing, account.NoProfileStep, time.Time{}},
	} {
		t.Run(what, func(t *testing.T) {
			step, since := es.Evolve(none, c.given...).ProfileStep(c.draft)
			assert.Equal(t, c.step, step)
			assert.Equal(t, c.since, since)
		})
	}
}

// NOT-5: at 1, 3 and 6 days, once each, one for several that passed; a new save begins anew.
func TestRemindOfProfile(t *testing.T) {
	live := atStages(t)["live"]
	half := profileForm()
	half.SNILS = ""
	saved := submittedAt
	draft := draftAt(saved, half)
	told := func(number int) history {
		return live.with(profileReminded(account.FinishProfile, saved, number, saved))
	}
	for what, c := range map[string]struct {
		given  history
		draft  account.Draft
		age    time.Duration
		number int
		next   time.Duration
	}{
		"just before the first":       {live, draft, day - time.Microsecond, 0, day},
		"the first":                   {live, draft, day, 1, 3 * day},
		"the first again":             {told(1), draft, day, 0, 3 * day},
		"just before the second":      {told(1), draft, 3*day - time.Microsecond, 0, 3 * day},
		"the second":                  {told(1), draft, 3 * day, 2, 6 * day},
		"the third":                   {told(2), draft, 6 * day, 3, 0},
		"after the last":              {told(3), draft, 60 * day, 0, 0},
		"several passed: one for all": {live, draft, 4 * day, 2, 6 * day},
		"all passed: one for all":     {told(1), draft, 60 * day, 3, 0},
		"saved anew":                  {told(3), draftAt(saved.Add(-day), half), 0, 1, 2 * day},
		"never began":                 {live, account.Draft{}, 60 * day, 0, 0},
	} {
		t.Run(what, func(t *testing.T) {
			now := saved.Add(c.age)
			outcome := scenario.Given(t, none, c.given...).When(account.RemindOfProfile(c.draft, ages, now))
			if c.number == 0 {
				outcome.ThenNothing()
			} else {
				outcome.Then(profileReminded(account.FinishProfile, c.draft.SavedAt, c.number, now))
			}
			next, ok := account.NextProfileReminder(es.Evolve(none, c.given...), c.draft, ages, now)
			assert.Equal(t, c.next != 0, ok)
			if ok {
				assert.Equal(t, saved.Add(c.next), next)
			}
		})
	}
	scenario.Given(t, none, live...).When(account.RemindOfProfile(draft, nil, saved.Add(60*day))).ThenNothing()
	_, ok := account.NextProfileReminder(es.Evolve(none, live...), draft, nil, saved)
	assert.False(t, ok, "a policy without ages reminds nobody")
}
