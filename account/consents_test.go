package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
)

func consentToBank(at time.Time) account.Consent {
	return account.Consent{Purpose: account.IdentityByBank, Recipient: testBank, Version: "2026-03", At: at, Channel: "web"}
}

// CON-1: consents are given per purpose and recipient.
func TestGiveConsent(t *testing.T) {
	live, later := stages(t, hash(t, "p"))["live"], began.Add(day)
	given := account.ConsentGiven{Account: id, Consent: consentToBank(later)}
	scenario.Given(t, none, live...).When(account.GiveConsent(consentToBank(time.Time{}), later)).Then(given)
	scenario.Given(t, none, append(live, given)...).When(account.GiveConsent(consentToBank(time.Time{}), later.Add(day))).Then()

	newer := consentToBank(later.Add(day))
	newer.Version = "2026-04"
	scenario.Given(t, none, append(live, given)...).When(account.GiveConsent(newer, newer.At)).
		Then(account.ConsentGiven{Account: id, Consent: newer})

	other := consentToBank(later)
	other.Recipient = "bank:other"
	scenario.Given(t, none, append(live, given)...).When(account.GiveConsent(other, later)).
		Then(account.ConsentGiven{Account: id, Consent: other})

	for _, change := range []func(*account.Consent){
		func(c *account.Consent) { c.Version = "" }, func(c *account.Consent) { c.Purpose = "" },
	} {
		bad := consentToBank(later)
		change(&bad)
		scenario.Given(t, none, live...).When(account.GiveConsent(bad, later)).ThenRefused(account.ErrConsentText)
	}
	scenario.Given(t, none, stages(t, hash(t, "p"))["proved"]...).When(account.GiveConsent(consentToBank(later), later)).
		ThenRefused(account.ErrNotLive)
}

// CON-1: a consent is withdrawn alone, those that an account needs are not.
func TestWithdrawConsent(t *testing.T) {
	live, later := stages(t, hash(t, "p"))["live"], began.Add(day)
	given := append(live, account.ConsentGiven{Account: id, Consent: consentToBank(later)})
	withdraw := func(purpose account.Purpose, recipient account.Party) func(t *testing.T, refusal error) {
		return func(t *testing.T, refusal error) {
			t.Helper()
			scenario.Given(t, none, given...).When(account.WithdrawConsent(purpose, recipient, policy, later)).ThenRefused(refusal)
		}
	}
	scenario.Given(t, none, given...).When(account.WithdrawConsent(account.IdentityByBank, testBank, policy, later)).
		Then(account.ConsentWithdrawn{Account: id, Purpose: account.IdentityByBank, Recipient: testBank, At: later})
	withdraw(account.IdentityByBank, "bank:other")(t, account.ErrConsentUnknown)
	withdraw(account.IdentityByBank, "")(t, account.ErrConsentUnknown)
	withdraw(account.Terms, "")(t, account.ErrConsentNeeded)
	withdraw(account.PersonalData, "")(t, account.ErrConsentNeeded)
	scenario.Given(t, none, stages(t, hash(t, "p"))["proved"]...).
		When(account.WithdrawConsent(account.Terms, "", policy, later)).ThenRefused(account.ErrNotLive)
}

// CON-1: consents can be listed.
func TestConsents(t *testing.T) {
	ledger := newLedger(t)
	service := account.NewConsents(ledger.engine, ledger.accounts, policy)
	_, err := service.Of(t.Context(), id)
	require.ErrorIs(t, err, account.ErrUnknown)
	require.ErrorIs(t, service.Give(t.Context(), id, consentToBank(began)), account.ErrUnknown)
	ledger.decide(t, account.Register(registration(t), policy, began), account.ConfirmContact(phone(t), began), account.SetPassword(hash(t, "p"), began))

	require.NoError(t, service.Give(t.Context(), id, consentToBank(began)))
	consents, err := service.Of(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, consents, 3)
	assert.Equal(t, testBank, consents[2].Recipient)
	assert.NotEqual(t, began, consents[2].At, "the time is that of giving, whatever the caller says")

	require.NoError(t, service.Withdraw(t.Context(), id, account.IdentityByBank, testBank))
	consents, err = service.Of(t.Context(), id)
	require.NoError(t, err)
	assert.Len(t, consents, 2)
	owner, err := ledger.Get(t.Context(), id)
	require.NoError(t, err)
	assert.False(t, owner.Consented(account.IdentityByBank, testBank))
	assert.True(t, owner.Consented(account.Terms, ""))
}
