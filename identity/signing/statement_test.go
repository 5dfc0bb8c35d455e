package signing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/golden"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/signing"
)

var (
	now    = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	none   signing.Statement
	policy = signing.DefaultPolicy()

	issued   = signing.Issued{Statement: "s-1", Account: "a-1", Secret: "one", ExpiresAt: now.Add(30 * time.Minute), At: now}
	refused  = signing.Refused{Statement: "s-1", Code: "signature.wrong", At: now}
	differed = signing.Differed{Statement: "s-1", Differences: []identity.Difference{{Field: "name.family", OnlyYo: true}, {Field: "snils"}}, At: now}
)

func ended(ending signing.Ending) signing.Ended {
	return signing.Ended{Statement: "s-1", Ending: ending, At: now}
}

func TestEvents(t *testing.T) {
	golden.Check(t, signing.Codec(), "testdata/events", issued, refused, differed, ended(signing.ByOwner))
}

// CNF-7: a statement can be signed for 30 minutes, once, and says why it cannot be signed any more.
func TestStatementsThatAreOver(t *testing.T) {
	type history = []es.Event[signing.Statement]
	for name, c := range map[string]struct {
		given history
		at    time.Duration
		want  error
	}{
		"never issued":      {nil, 0, signing.ErrUnknown},
		"a moment too late": {history{issued}, 30 * time.Minute, signing.ErrExpired},
		"found expired":     {history{issued, ended(signing.TimedOut)}, 0, signing.ErrExpired},
		"signed":            {history{issued, ended(signing.ByOwner)}, 0, signing.ErrUsed},
		"by another":        {history{issued, differed}, 0, signing.ErrOver},
		"given up":          {history{issued, ended(signing.GivenUp)}, 0, signing.ErrOver},
		"too many":          {history{issued, ended(signing.TooMany)}, 0, signing.ErrTooMany},
	} {
		t.Log(name)
		scenario.Given(t, none, c.given...).When(signing.Accept(nil, now.Add(c.at))).ThenRefused(c.want)
		scenario.Given(t, none, c.given...).When(signing.Refuse("x", policy, now.Add(c.at))).ThenRefused(c.want)
	}
	last := now.Add(30*time.Minute - time.Nanosecond)
	scenario.Given(t, none, issued).When(signing.Accept(nil, last)).Then(signing.Ended{Statement: "s-1", Ending: signing.ByOwner, At: last})
}

func TestIssue(t *testing.T) {
	scenario.Given(t, none).When(signing.Issue("s-1", "a-1", "one", policy, now)).Then(issued)
}

// A statement bears ten replies that are no right signature.
func TestRefuse(t *testing.T) {
	history := []es.Event[signing.Statement]{issued}
	refuse := signing.Refuse("signature.wrong", policy, now)
	for range 9 {
		scenario.Given(t, none, history...).When(refuse).Then(refused)
		history = append(history, refused)
	}
	scenario.Given(t, none, history...).When(refuse).Then(refused, ended(signing.TooMany))
}

func TestAccept(t *testing.T) {
	scenario.Given(t, none, issued).When(signing.Accept(differed.Differences, now)).Then(differed)
	scenario.Given(t, none, issued, refused).When(signing.Accept(nil, now)).Then(ended(signing.ByOwner))
}

func TestEnd(t *testing.T) {
	scenario.Given(t, none, issued).When(signing.End(signing.GivenUp, now)).Then(ended(signing.GivenUp))
	scenario.Given(t, none, issued, differed).When(signing.End(signing.GivenUp, now)).Then()
	scenario.Given(t, none).When(signing.End(signing.GivenUp, now)).Then()
}

func TestPolicy(t *testing.T) {
	assert.NoError(t, policy.Validate())
	err := signing.Policy{}.Validate()
	for _, figure := range []string{"StatementFor", "RepliesPerStatement", "Timeout"} {
		assert.ErrorContains(t, err, figure)
	}
}
