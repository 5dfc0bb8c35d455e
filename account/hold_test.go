package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
)

const operator = "01HZX3K7Q4M8T000000000000P"

var heldAt = vouchedAt.Add(time.Hour)

func act(reason account.HoldReason) account.Act {
	return account.Act{Reason: reason, Author: operator, Note: "звонила Анна"}
}

func held(to account.Hold, evidence string, a account.Act) account.AccountHeld {
	return account.AccountHeld{
		Account: id, Hold: to, Reason: a.Reason, Author: a.Author, Evidence: evidence, At: heldAt, Note: es.NewPersonal(a.Note),
	}
}

func released(a account.Act) account.AccountReleased {
	return account.AccountReleased{Account: id, Reason: a.Reason, Author: a.Author, At: heldAt, Note: es.NewPersonal(a.Note)}
}

var notMe = account.Act{Reason: account.NotMe}

// holds gives a confirmed account under each hold.
func holds(t testing.TB) map[account.Hold]history {
	t.Helper()
	confirmed := atStages(t)["verified"].with(identityConfirmed(account.Letter, "l-1"))
	return map[account.Hold]history{
		account.NotHeld:     confirmed,
		account.UnderReview: confirmed.with(held(account.UnderReview, "l-1", notMe)),
		account.Blocked:     confirmed.with(held(account.Blocked, "", act(account.Suspicion))),
	}
}

// OPS-3: only the transitions of the diagram are possible, each with reason and author.
func TestTransitionsBetweenHolds(t *testing.T) {
	clear, suspect := act(account.Cleared), act(account.Suspicion)
	revoked := account.ConfirmationRevoked{Account: id, Evidence: "l-1", Author: operator, At: heldAt}
	type outcomes map[account.Hold][]es.Event[account.Account]
	for name, c := range map[string]struct {
		decision es.Decision[account.Account]
		want     outcomes
	}{
		"block": {account.Block(suspect, heldAt), outcomes{
			account.NotHeld:     {held(account.Blocked, "", suspect)},
			account.UnderReview: {held(account.Blocked, "l-1", suspect)},
			account.Blocked:     {},
		}},
		"give back": {account.GiveBack(clear, heldAt), outcomes{
			account.UnderReview: {released(clear)},
			account.Blocked:     {released(clear)},
		}},
		"clear": {account.CloseReview(true, clear, heldAt), outcomes{
			account.UnderReview: {released(clear)},
		}},
		"find misuse": {account.CloseReview(false, suspect, heldAt), outcomes{
			account.UnderReview: {held(account.Blocked, "l-1", suspect), revoked},
		}},
		"report": {account.ReportMisuse("l-1", heldAt), outcomes{
			account.NotHeld:     {held(account.UnderReview, "l-1", notMe)},
			account.UnderReview: {},
			account.Blocked:     {},
		}},
	} {
		for hold, history := range holds(t) {
			decided := scenario.Given(t, none, history...).When(c.decision)
			if want, allowed := c.want[hold]; allowed {
				decided.Then(want...)
			} else {
				t.Log(name, "from", hold)
				decided.ThenRefused(account.ErrTransition)
			}
		}
	}
}

func TestHoldingNeedsAReasonAndALiveAccount(t *testing.T) {
	scenario.Given(t, none, holds(t)[account.NotHeld]...).When(account.Block(account.Act{Author: operator}, heldAt)).
		ThenRefused(account.ErrHoldReason)
	scenario.Given(t, none, stages(t, hash(t, "password"))["registering"]...).When(account.Block(act(account.Suspicion), heldAt)).
		ThenRefused(account.ErrNotLive)
}

// CNF-11: only what the account has can be reported.
func TestReportUnknownConfirmation(t *testing.T) {
	scenario.Given(t, none, holds(t)[account.NotHeld]...).When(account.ReportMisuse("l-2", heldAt)).
		ThenRefused(account.ErrUnknownConfirmation)
}

// CNF-10: a right proof on a held account waits, and counts when the account is given back.
func TestConfirmationsWaitWhileHeld(t *testing.T) {
	blocked := atStages(t)["verified"].with(held(account.Blocked, "", act(account.Suspicion)))
	scenario.Given(t, none, blocked...).When(account.ConfirmIdentity(confirmation(account.Bank, "a-1"))).
		Then(confirmationWaits(account.Bank, "a-1")).
		State(func(t testing.TB, a account.Account) { assert.Equal(t, account.Standard, a.Level()) })

	waiting := blocked.with(confirmationWaits(account.Bank, "a-1"), confirmationWaits(account.Centre, "v-1"))
	scenario.Given(t, none, waiting...).When(account.ConfirmIdentity(confirmation(account.Bank, "a-1"))).Then()
	scenario.Given(t, none, waiting...).When(account.GiveBack(act(account.Cleared), heldAt)).
		Then(released(act(account.Cleared)), identityConfirmed(account.Bank, "a-1"),
			raised(account.Standard, account.Confirmed, heldAt), identityConfirmed(account.Centre, "v-1")).
		State(func(t testing.TB, a account.Account) {
			assert.Equal(t, account.Confirmed, a.Level())
			assert.Empty(t, a.Waiting)
		})
	lapsed := waiting.with(account.DocumentLapsed{Account: id, Submission: 1, At: heldAt})
	scenario.Given(t, none, lapsed...).When(account.GiveBack(act(account.Cleared), heldAt)).Then(released(act(account.Cleared)))
}
