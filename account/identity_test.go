package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
)

var vouchedAt = submittedAt.Add(time.Hour)

func confirmation(method account.Method, evidence string) account.Confirmation {
	return account.Confirmation{Method: method, By: "vouching-1", Evidence: evidence, At: vouchedAt}
}

func identityConfirmed(method account.Method, evidence string) account.IdentityConfirmed {
	return account.IdentityConfirmed{Account: id, Confirmation: confirmation(method, evidence)}
}

func confirmationWaits(method account.Method, evidence string) account.ConfirmationWaits {
	return account.ConfirmationWaits{Account: id, Confirmation: confirmation(method, evidence)}
}

func raised(from, to account.Level, at time.Time) account.LevelRaised {
	return account.LevelRaised{Account: id, From: from, To: to, At: at}
}

// with adds to a history without touching it.
func (h history) with(events ...es.Event[account.Account]) history {
	return append(h[:len(h):len(h)], events...)
}

// CNF-1, LVL-1: somebody vouches for a verified person, who is confirmed at once.
func TestConfirmIdentity(t *testing.T) {
	at := atStages(t)
	scenario.Given(t, none, at["verified"]...).When(account.ConfirmIdentity(confirmation(account.Bank, "a-1"))).
		Then(identityConfirmed(account.Bank, "a-1"), raised(account.Standard, account.Confirmed, vouchedAt)).
		State(func(t testing.TB, a account.Account) {
			assert.Equal(t, account.Confirmed, a.Level())
			assert.Equal(t, []account.Method{account.Bank}, a.ConfirmedBy())
		})
	confirmed := at["verified"].with(identityConfirmed(account.Bank, "a-1"))
	scenario.Given(t, none, confirmed...).When(account.ConfirmIdentity(confirmation(account.Bank, "a-1"))).Then()
	scenario.Given(t, none, confirmed...).When(account.ConfirmIdentity(confirmation(account.Centre, "v-1"))).
		Then(identityConfirmed(account.Centre, "v-1"))
}

// CNF-1: nobody is confirmed whose profile is not verified.
func TestConfirmIdentityNeedsAVerifiedProfile(t *testing.T) {
	at := atStages(t)
	for _, stage := range []string{"live", "checking", "rejected"} {
		scenario.Given(t, none, at[stage]...).When(account.ConfirmIdentity(confirmation(account.Bank, "a-1"))).
			ThenRefused(account.ErrNotStandard)
	}
	lapsed := at["verified"].with(account.DocumentLapsed{Account: id, Submission: 1, At: vouchedAt})
	scenario.Given(t, none, lapsed...).When(account.ConfirmIdentity(confirmation(account.Bank, "a-1"))).
		ThenRefused(account.ErrNotStandard)
	for name, history := range stages(t, hash(t, "password")) {
		if name != "live" {
			scenario.Given(t, none, history...).When(account.ConfirmIdentity(confirmation(account.Bank, "a-1"))).
				ThenRefused(account.ErrNotLive)
		}
	}
}

// VER-8: a lapsed document takes the level along, and a new one gives it back.
func TestConfirmedAccountWithALapsedDocument(t *testing.T) {
	at := atStages(t)
	lapsed := at["verified"].with(identityConfirmed(account.Bank, "a-1"), account.DocumentLapsed{Account: id, Submission: 1, At: vouchedAt})
	renewed := profileWith(t, map[string]string{"document.number": "45 20 111222", "document.issuedOn": "01.06.2020"})
	scenario.Given(t, none, lapsed.with(submitted(t, 2, renewed))...).When(account.VerifyProfile(2, vouchedAt)).
		Then(account.ProfileVerified{Account: id, Submission: 2, At: vouchedAt}, raised(account.Simplified, account.Confirmed, vouchedAt))
}

// VER-8: nobody vouched for a person with another SNILS or birth date; a new name is the same person's.
func TestConfirmationsOfAnotherPersonAreRevoked(t *testing.T) {
	at := atStages(t)
	confirmed := at["verified"].with(identityConfirmed(account.Bank, "a-1"), identityConfirmed(account.Letter, "l-1"))
	verified := account.ProfileVerified{Account: id, Submission: 2, At: vouchedAt}
	revoked := func(evidence string) account.ConfirmationRevoked {
		return account.ConfirmationRevoked{Account: id, Evidence: evidence, At: vouchedAt}
	}
	for path, text := range map[string]string{"snils": "112-233-445 95", "bornOn": "10.05.1990"} {
		other := submitted(t, 2, profileWith(t, map[string]string{path: text}))
		scenario.Given(t, none, confirmed.with(other)...).When(account.VerifyProfile(2, vouchedAt)).
			Then(revoked("a-1"), revoked("l-1"), verified).
			State(func(t testing.TB, a account.Account) { assert.Equal(t, account.Standard, a.Level()) })
	}
	married := submitted(t, 2, profileWith(t, map[string]string{"name.family": "Петрова"}))
	scenario.Given(t, none, confirmed.with(married)...).When(account.VerifyProfile(2, vouchedAt)).Then(verified).
		State(func(t testing.TB, a account.Account) { assert.Equal(t, account.Confirmed, a.Level()) })
}
