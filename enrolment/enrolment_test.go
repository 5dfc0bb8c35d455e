package enrolment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/golden"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/profile"
)

var (
	now     = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	none    enrolment.Enrolment
	policy  = enrolment.DefaultPolicy()
	vouched = account.Confirmation{Method: account.Centre, By: "mfc-77", Operator: "o-1", Evidence: "v-1", At: now}
	form    = profile.Form{Name: profile.NameForm{Family: "Ёлкина", Given: "Анна"}, BornOn: "1975-05-09", SNILS: "12345678964"}

	begun = enrolment.EnrolmentBegun{
		Account: "a-1", Vouched: vouched, ExpiresAt: now.Add(7 * day), At: now, Form: es.NewPersonal(form),
	}
	wrong    = enrolment.SNILSWrong{Account: "a-1", At: now}
	accepted = enrolment.EnrolmentAccepted{Account: "a-1", ExpiresAt: now.Add(30 * day), At: now}
	differed = enrolment.EnrolmentDiffered{
		Account: "a-1", Differences: []identity.Difference{{Field: "name.family", OnlyYo: true}, {Field: "snils"}}, At: now,
	}
)

func ended(ending enrolment.Ending) enrolment.EnrolmentEnded {
	return enrolment.EnrolmentEnded{Account: "a-1", Ending: ending, At: now}
}

func TestEvents(t *testing.T) {
	golden.Check(t, enrolment.Codec(), "testdata/events", begun, wrong, accepted, differed, ended(enrolment.Confirmed))
}

type history = []es.Event[enrolment.Enrolment]

// CNF-9: the SNILS is judged a few times, while the enrolment waits for it.
func TestAnswer(t *testing.T) {
	scenario.Given(t, none).When(enrolment.Begin("a-1", vouched, form, policy, now)).Then(begun)
	scenario.Given(t, none, begun).When(enrolment.Answer(true, policy, now)).Then(accepted)
	scenario.Given(t, none, begun, wrong, wrong, wrong, wrong).When(enrolment.Answer(true, policy, now)).Then(accepted)
	scenario.Given(t, none, begun, wrong, wrong, wrong).When(enrolment.Answer(false, policy, now)).Then(wrong)
	scenario.Given(t, none, begun, wrong, wrong, wrong, wrong).When(enrolment.Answer(false, policy, now)).
		Then(wrong, ended(enrolment.Exhausted))

	last := now.Add(7*day - time.Nanosecond)
	scenario.Given(t, none, begun).When(enrolment.Answer(true, policy, last)).
		Then(enrolment.EnrolmentAccepted{Account: "a-1", ExpiresAt: last.Add(30 * day), At: last})
	for name, c := range map[string]struct {
		given history
		at    time.Duration
		want  error
	}{
		"never begun":       {nil, 0, enrolment.ErrNone},
		"a moment too late": {history{begun}, 7 * day, enrolment.ErrExpired},
		"found expired":     {history{begun, ended(enrolment.Expired)}, 0, enrolment.ErrExpired},
		"exhausted":         {history{begun, ended(enrolment.Exhausted)}, 0, enrolment.ErrExhausted},
		"accepted":          {history{begun, accepted}, 0, enrolment.ErrOver},
		"confirmed":         {history{begun, accepted, ended(enrolment.Confirmed)}, 0, enrolment.ErrOver},
		"differed":          {history{begun, accepted, differed}, 0, enrolment.ErrOver},
	} {
		t.Log(name)
		for _, right := range []bool{true, false} {
			scenario.Given(t, none, c.given...).When(enrolment.Answer(right, policy, now.Add(c.at))).ThenRefused(c.want)
		}
	}
}

// What comes late or twice changes nothing.
func TestEndings(t *testing.T) {
	differ := enrolment.Differ(differed.Differences, now)
	scenario.Given(t, none, begun, accepted).When(differ).Then(differed)
	scenario.Given(t, none, begun).When(enrolment.End(enrolment.Expired, now)).Then(ended(enrolment.Expired))
	for _, given := range []history{nil, {begun, accepted, differed}, {begun, ended(enrolment.Exhausted)}} {
		scenario.Given(t, none, given...).When(differ).ThenNothing()
		scenario.Given(t, none, given...).When(enrolment.End(enrolment.Confirmed, now)).ThenNothing()
	}
}

func TestPolicy(t *testing.T) {
	require.NoError(t, policy.Validate())
	for _, broken := range []enrolment.Policy{
		{VerifyWithin: day, Tries: 1}, {AcceptWithin: day, Tries: 1}, {AcceptWithin: day, VerifyWithin: day},
	} {
		err := broken.Validate()
		require.ErrorIs(t, err, fault.Permanent)
		assert.Contains(t, err.Error(), "is not positive")
	}
	_, err := enrolment.New(enrolment.Config{})
	require.ErrorIs(t, err, fault.Permanent)
}
