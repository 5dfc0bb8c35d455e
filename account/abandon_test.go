package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
)

// REG-7: what is left of an abandoned registration says nothing of the person.
func TestAbandon(t *testing.T) {
	stages := stages(t, hash(t, "password"))
	for _, stage := range []string{"registered", "proved"} {
		t.Run(stage, func(t *testing.T) {
			at := began.Add(policy.AbandonAfter)
			scenario.Given(t, none, stages[stage]...).
				When(account.Abandon(account.Expired, at)).
				Then(abandoned(at)).
				State(func(t testing.TB, a account.Account) {
					assert.Equal(t, account.Abandoned, a.Status)
					assert.Equal(t, account.Nothing, a.Next())
					assert.Equal(t, account.Unfinished, a.Level())
					assert.True(t, a.Name.IsZero())
					assert.True(t, a.Password.IsZero())
					assert.Empty(t, a.Contacts)
				})
		})
	}
}

// REG-7: the timer may fire late, twice, or after the registration was finished.
func TestAbandonOnlyWhatIsUnfinished(t *testing.T) {
	stages := stages(t, hash(t, "password"))
	for _, stage := range []string{"nothing", "live", "abandoned"} {
		t.Run(stage, func(t *testing.T) {
			scenario.Given(t, none, stages[stage]...).When(account.Abandon(account.Superseded, began)).ThenNothing()
		})
	}
}

// REG-7: the time is over at 7 days sharp, whenever the timer fires.
func TestLapsed(t *testing.T) {
	stages := stages(t, hash(t, "password"))
	state := func(stage string) account.Account {
		a := none
		for _, event := range stages[stage] {
			a = event.Evolve(a)
		}
		return a
	}
	assert.False(t, state("registered").Lapsed(policy, began.Add(7*day-time.Microsecond)))
	assert.True(t, state("registered").Lapsed(policy, began.Add(7*day)))
	assert.True(t, state("proved").Lapsed(policy, began.Add(7*day)))
	assert.False(t, state("live").Lapsed(policy, began.Add(365*day)))
	assert.False(t, state("abandoned").Lapsed(policy, began.Add(365*day)))
	assert.False(t, none.Lapsed(policy, began))
}
