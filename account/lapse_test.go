package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/person"
)

// VER-8: a document that has lapsed supports the level no longer, until another one is verified.
func TestLapseDocument(t *testing.T) {
	day := func(text string) person.Date {
		d, err := person.ParseDate(text)
		require.NoError(t, err)
		return d
	}
	figures := person.DefaultPolicy()
	at := atStages(t)
	now := submittedAt.Add(10 * 365 * 24 * time.Hour)
	lapsed := account.DocumentLapsed{Account: id, Submission: 1, At: now}
	last := day("2035-08-07") // 90 days after the 45th birthday

	scenario.Given(t, none, at["verified"]...).When(account.LapseDocument(figures, last, now)).Then()
	scenario.Given(t, none, at["verified"]...).When(account.LapseDocument(figures, last.AddDays(1), now)).
		Then(lapsed).
		State(func(t testing.TB, a account.Account) { assert.Equal(t, account.Simplified, a.Level()) })
	scenario.Given(t, none, append(at["verified"], lapsed)...).When(account.LapseDocument(figures, last.AddDays(2), now)).Then()
	scenario.Given(t, none, at["live"]...).When(account.LapseDocument(figures, last.AddDays(1), now)).Then()

	renewed := profileWith(t, map[string]string{"document.number": "45 35 111222"})
	again := append(at["verified"], lapsed, submitted(t, 2, renewed, "document.number"))
	scenario.Given(t, none, again...).When(account.VerifyProfile(2, now)).
		Then(
			account.ProfileVerified{Account: id, Submission: 2, At: now},
			account.LevelRaised{Account: id, From: account.Simplified, To: account.Standard, At: now},
		).
		State(func(t testing.TB, a account.Account) { assert.Equal(t, account.Standard, a.Level()) })
}
