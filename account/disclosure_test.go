package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/fault"
)

const testBank account.Party = "bank:test-bank"

func toThePost(at time.Time) account.Transfer {
	return account.Transfer{
		Party: "post", Purpose: "letter", At: at,
		Fields: []string{"addresses.delivery.street", "name.family", "name.given"},
	}
}

func fromTheBank(at time.Time) account.Transfer {
	return account.Transfer{Party: testBank, Purpose: account.IdentityByBank, Fields: []string{"bornOn", "snils"}, At: at}
}

// CON-1: what goes to others and comes from them is recorded by its paths.
func TestDisclose(t *testing.T) {
	live := stages(t, hash(t, "p"))["live"]
	unsorted := toThePost(began)
	unsorted.Fields = []string{"name.given", "addresses.delivery.street", "name.family", "name.given"}
	scenario.Given(t, none, live...).When(account.Disclose(unsorted)).
		Then(account.Disclosed{Account: id, Transfer: toThePost(began)})
	scenario.Given(t, none, live...).When(account.Receive(fromTheBank(began))).
		Then(account.Received{Account: id, Transfer: fromTheBank(began)})
	scenario.Given(t, none).When(account.Disclose(toThePost(began))).ThenRefused(account.ErrUnknown)
}

// CON-1: a value in place of a path would be personal data in clear.
func TestDiscloseTakesPathsOnly(t *testing.T) {
	a := es.Evolve(none, stages(t, hash(t, "p"))["live"]...)
	for name, change := range map[string]func(*account.Transfer){
		"a value":    func(tr *account.Transfer) { tr.Fields = []string{"name.family", "Ёлкина"} },
		"no fields":  func(tr *account.Transfer) { tr.Fields = nil },
		"no party":   func(tr *account.Transfer) { tr.Party = "" },
		"no purpose": func(tr *account.Transfer) { tr.Purpose = "" },
	} {
		t.Run(name, func(t *testing.T) {
			for _, record := range []func(account.Transfer) es.Decision[account.Account]{account.Disclose, account.Receive} {
				transfer := toThePost(began)
				change(&transfer)
				events, err := record(transfer)(a)
				require.ErrorIs(t, err, fault.Permanent)
				assert.NotContains(t, err.Error(), "Ёлкина")
				assert.Empty(t, events)
			}
		})
	}
}

// CON-1: the person sees to whom exactly data went, also in the journal.
func TestTransfers(t *testing.T) {
	ledger := newLedger(t)
	_, err := ledger.Transfers(t.Context(), id)
	require.NoError(t, err)
	ledger.decide(t,
		account.Register(registration(t), policy, began), account.Disclose(toThePost(began)),
		account.Receive(fromTheBank(began.Add(day))), account.Disclose(toThePost(began.Add(2*day))))
	all, err := ledger.Transfers(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, account.Transfers{
		Disclosed: []account.Transfer{toThePost(began), toThePost(began.Add(2 * day))},
		Received:  []account.Transfer{fromTheBank(began.Add(day))},
	}, all)

	journal, err := ledger.Journal(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, journal, 4)
	assert.Zero(t, journal[0].Transfer)
	assert.Equal(t, "account.disclosed", journal[1].Event)
	assert.Equal(t, toThePost(began), journal[1].Transfer)
	assert.Equal(t, "account.received", journal[2].Event)
	assert.Equal(t, fromTheBank(began.Add(day)), journal[2].Transfer)
}
