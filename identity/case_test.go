package identity_test

import (
	"testing"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/golden"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/identity"
)

const anna = "01HZX3K7Q4M8T000000000000A"

var (
	now  = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	none identity.Case

	letter = identity.Way{Method: account.Letter, Evidence: "l-1", At: now}
	bank   = identity.Way{Method: account.Bank, Evidence: "b-1", At: now.Add(time.Hour)}
	visit  = identity.Way{Method: account.Centre, Evidence: "a-1", At: now.Add(time.Hour)}
)

func begun(way identity.Way) identity.Begun { return identity.Begun{Account: anna, Way: way} }

func ended(way identity.Way, ending identity.Ending) identity.Ended {
	return identity.Ended{Account: anna, Method: way.Method, Evidence: way.Evidence, Ending: ending, At: now}
}

func TestEvents(t *testing.T) {
	golden.Check(t, identity.Codec(), "testdata/events", begun(letter), ended(letter, identity.Overtaken))
}

func TestBegin(t *testing.T) {
	scenario.Given(t, none).When(identity.Begin(anna, letter)).Then(begun(letter))
	scenario.Given(t, none, begun(letter)).When(identity.Begin(anna, letter)).Then()
	scenario.Given(t, none, begun(letter)).When(identity.Begin(anna, bank)).Then(begun(bank))
}

func TestEnd(t *testing.T) {
	scenario.Given(t, none, begun(letter), begun(bank)).When(identity.End("l-1", identity.Void, now)).
		Then(ended(letter, identity.Void))
	for _, history := range [][]es.Event[identity.Case]{nil, {begun(letter), ended(letter, identity.Void)}} {
		scenario.Given(t, none, history...).When(identity.End("l-1", identity.Expired, now)).Then()
	}
}

// CNF-1: the first to succeed closes the others.
func TestSucceed(t *testing.T) {
	scenario.Given(t, none, begun(bank), begun(visit), begun(letter)).When(identity.Succeed("b-1", now)).
		Then(ended(bank, identity.Succeeded), ended(letter, identity.Overtaken), ended(visit, identity.Overtaken))
	scenario.Given(t, none, begun(bank), ended(bank, identity.Overtaken)).When(identity.Succeed("b-1", now)).
		ThenRefused(identity.ErrClosed)
	scenario.Given(t, none).When(identity.Succeed("b-1", now)).ThenRefused(identity.ErrClosed)
}
