package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
)

const day = 24 * time.Hour

// REG-7, NOT-5: at 1, 3 and 6 days, to a proved contact only.
func TestRemind(t *testing.T) {
	stages := stages(t, hash(t, "password"))
	due := func(number int, age time.Duration) []account.ReminderDue {
		return []account.ReminderDue{{Account: id, Number: number, At: began.Add(age)}}
	}
	for name, c := range map[string]struct {
		given history
		age   time.Duration
		want  []account.ReminderDue
	}{
		"just before the first":       {stages["proved"], day - time.Microsecond, nil},
		"the first":                   {stages["proved"], day, due(1, day)},
		"between":                     {reminded(stages["proved"], 1), 2 * day, nil},
		"the second":                  {reminded(stages["proved"], 1), 3 * day, due(2, 3*day)},
		"the second again":            {reminded(stages["proved"], 2), 3 * day, nil},
		"the third":                   {reminded(stages["proved"], 2), 6 * day, due(3, 6*day)},
		"after the last":              {reminded(stages["proved"], 3), 6*day + 23*time.Hour, nil},
		"several passed: one for all": {stages["proved"], 4 * day, due(2, 4*day)},
		"when time is over":           {stages["proved"], 7 * day, nil},
		"unproved":                    {stages["registered"], 3 * day, nil},
		"finished":                    {stages["live"], 3 * day, nil},
		"abandoned":                   {stages["abandoned"], 3 * day, nil},
		"nothing":                     {stages["nothing"], 3 * day, nil},
	} {
		t.Run(name, func(t *testing.T) {
			outcome := scenario.Given(t, none, c.given...).When(account.Remind(policy, began.Add(c.age)))
			if c.want == nil {
				outcome.ThenNothing()
				return
			}
			outcome.Then(c.want[0])
		})
	}
}

func reminded(given history, number int) history {
	return append(given[:len(given):len(given)], account.ReminderDue{Account: id, Number: number, At: began})
}

// Unproved registrations are looked at too, since their contact may be proved before the next age.
func TestNextReminder(t *testing.T) {
	stages := stages(t, hash(t, "password"))
	for name, c := range map[string]struct {
		given history
		age   time.Duration
		want  time.Duration
	}{
		"at the beginning":   {stages["registered"], 0, 1 * day},
		"proved":             {stages["proved"], time.Hour, 1 * day},
		"at the first":       {stages["registered"], 1 * day, 3 * day},
		"at the second":      {reminded(stages["proved"], 2), 3 * day, 6 * day},
		"long asleep":        {stages["registered"], 5 * day, 6 * day},
		"at the last":        {reminded(stages["proved"], 3), 6 * day, 0},
		"finished":           {stages["live"], time.Hour, 0},
		"abandoned":          {stages["abandoned"], time.Hour, 0},
		"after the deadline": {stages["registered"], 8 * day, 0},
	} {
		t.Run(name, func(t *testing.T) {
			state := none
			for _, event := range c.given {
				state = event.Evolve(state)
			}
			due, ok := account.NextReminder(state, policy, began.Add(c.age))
			assert.Equal(t, c.want > 0, ok)
			if ok {
				assert.Equal(t, began.Add(c.want), due)
				assert.True(t, due.After(began.Add(c.age)), "else the timer would fire for ever")
			}
		})
	}
}
