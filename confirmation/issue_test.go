package confirmation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/person"
)

var (
	noon   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	policy = confirmation.DefaultPolicy()
	none   = confirmation.Challenge{}
)

func contact(t testing.TB, text string) person.Contact {
	t.Helper()
	contact, err := person.ParsePhoneOrEmail(text)
	require.NoError(t, err)
	return contact
}

func phone(t testing.TB) person.Contact { t.Helper(); return contact(t, "+7 916 123-45-67") }
func email(t testing.TB) person.Contact { t.Helper(); return contact(t, "anna@example.ru") }

func issued(t testing.TB) confirmation.CodeIssued {
	t.Helper()
	return confirmation.CodeIssued{
		Challenge: "c", Account: "a", Purpose: confirmation.ForRegistration, Kind: person.ContactPhone, Index: "index",
		Language: "ru", Secret: "one", At: noon, ExpiresAt: noon.Add(300 * time.Second), Contact: es.NewPersonal(phone(t)),
	}
}

func question(t testing.TB) confirmation.Question {
	t.Helper()
	return confirmation.Question{Account: "a", Purpose: confirmation.ForRegistration, Contact: phone(t), Language: "ru"}
}

// COD-1: a code by SMS is valid for 300 s.
func TestIssue(t *testing.T) {
	scenario.Given(t, none).
		When(confirmation.Issue("c", "one", "index", question(t), policy, noon)).
		Then(issued(t)).
		State(func(t testing.TB, c confirmation.Challenge) {
			assert.Equal(t, confirmation.Challenge{
				ID: "c", Status: confirmation.Open, Account: "a", Purpose: confirmation.ForRegistration,
				Contact: phone(t), Kind: person.ContactPhone, Index: "index", Language: "ru", Secret: "one",
				Send: 1, SentAt: noon, ExpiresAt: noon.Add(300 * time.Second),
			}, c)
		})
}

// COD-2: by e-mail for 24 hours.
func TestIssueByEmail(t *testing.T) {
	q := question(t)
	q.Contact = email(t)
	scenario.Given(t, none).When(confirmation.Issue("c", "one", "index", q, policy, noon)).
		State(func(t testing.TB, c confirmation.Challenge) {
			assert.Equal(t, person.ContactEmail, c.Kind)
			assert.Equal(t, noon.Add(24*time.Hour), c.ExpiresAt)
		})
}

// REG-8: the question that nobody is asked is withheld, and keeps no contact, for which it has no key.
func TestIssueToNobody(t *testing.T) {
	q := question(t)
	q.Account = ""
	want := issued(t)
	want.Account, want.Withheld, want.Contact = "", true, es.Personal[person.Contact]{Erased: true}
	scenario.Given(t, none).When(confirmation.Issue("c", "one", "index", q, policy, noon)).Then(want)
}

func TestIssueOnce(t *testing.T) {
	scenario.Given(t, none, issued(t)).When(confirmation.Issue("c", "one", "index", question(t), policy, noon)).ThenNothing()
}

func resent(send int, at time.Time) confirmation.CodeResent {
	return confirmation.CodeResent{
		Challenge: "c", Account: "a", Send: send, Secret: "two", At: at, ExpiresAt: at.Add(300 * time.Second),
	}
}

// COD-5: the new code is another sending, with a life of its own and under the present secret.
func TestResend(t *testing.T) {
	later := noon.Add(time.Hour)
	scenario.Given(t, none, issued(t), confirmation.AnswerWrong{Challenge: "c", Send: 1, At: noon}).
		When(confirmation.Resend("two", policy, later)).
		Then(resent(2, later)).
		State(func(t testing.TB, c confirmation.Challenge) {
			assert.Equal(t, 2, c.Send)
			assert.Equal(t, "two", c.Secret)
			assert.Equal(t, later, c.SentAt)
			assert.Equal(t, later.Add(300*time.Second), c.ExpiresAt)
			assert.Zero(t, c.Wrong)
		})
	scenario.Given(t, none, issued(t), resent(2, noon)).When(confirmation.Resend("two", policy, later)).Then(resent(3, later))
}

// COD-9: each outcome is an error of its own.
func TestResendRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		given []es.Event[confirmation.Challenge]
		want  error
	}{
		"none issued": {nil, confirmation.ErrNoneIssued},
		"used":        {[]es.Event[confirmation.Challenge]{issued(t), confirmation.AnswerRight{Challenge: "c"}}, confirmation.ErrUsed},
		"superseded": {
			[]es.Event[confirmation.Challenge]{issued(t), confirmation.ChallengeSuperseded{Challenge: "c"}},
			confirmation.ErrSuperseded,
		},
	} {
		t.Run(name, func(t *testing.T) {
			scenario.Given(t, none, c.given...).When(confirmation.Resend("one", policy, noon)).ThenRefused(c.want)
		})
	}
}

// COD-5: a new challenge kills the open one before it, and only that.
func TestSupersede(t *testing.T) {
	supersede := confirmation.Supersede("d", noon)
	dead := confirmation.ChallengeSuperseded{Challenge: "c", By: "d", At: noon}
	scenario.Given(t, none, issued(t)).When(supersede).Then(dead).
		State(func(t testing.TB, c confirmation.Challenge) { assert.Equal(t, confirmation.Superseded, c.Status) })
	scenario.Given(t, none).When(supersede).ThenNothing()
	scenario.Given(t, none, issued(t), confirmation.AnswerRight{Challenge: "c"}).When(supersede).ThenNothing()
	scenario.Given(t, none, issued(t), dead).When(supersede).ThenNothing()
}
