package kabinet_test

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/verification"
)

func verificationDocument(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("docs/verification.md")
	require.NoError(t, err)
	return string(text)
}

// The picture of the states in docs/verification.md is what the events do to a check.
func TestVerificationDocumentShowsTheStates(t *testing.T) {
	const check = verification.SNILSCheck
	started := verification.Started{Account: "a", Submission: 1, Checks: []verification.Check{check}}
	answered := func(outcome verification.Outcome) es.Event[verification.Verification] {
		return verification.Answered{Check: check, Outcome: outcome}
	}
	due := verification.CheckDue{Check: check, Attempt: 1}
	ticket := verification.TicketGiven{Check: check, Ticket: "T"}
	unavailable := verification.RegistryUnavailable{Check: check}
	steps := []struct {
		label  string
		before []es.Event[verification.Verification]
		event  es.Event[verification.Verification]
	}{
		{"CheckDue", nil, due},
		{"TicketGiven", []es.Event[verification.Verification]{due}, ticket},
		{"CheckDue, the ticket is polled", []es.Event[verification.Verification]{due, ticket}, due},
		{"RegistryUnavailable", []es.Event[verification.Verification]{due}, unavailable},
		{"CheckDue, after a pause", []es.Event[verification.Verification]{due, unavailable}, due},
		{"Answered", []es.Event[verification.Verification]{due}, answered(verification.OutcomeMatched)},
		{"Answered, with the fields", []es.Event[verification.Verification]{due}, answered(verification.OutcomeMismatched)},
		{"Answered", []es.Event[verification.Verification]{due}, answered(verification.OutcomeNotFound)},
		{"Answered, by a callback", []es.Event[verification.Verification]{due, ticket, unavailable}, answered(verification.OutcomeMatched)},
	}
	name := func(v verification.Verification) string {
		return strings.ReplaceAll(string(v.StateOf(check)), "-", "_")
	}
	first := started.Evolve(verification.Verification{})
	picture := "stateDiagram-v2\n    [*] --> " + name(first) + ": Started\n"
	for _, step := range steps {
		v := first
		for _, event := range step.before {
			v = event.Evolve(v)
		}
		picture += fmt.Sprintf("    %s --> %s: %s\n", name(v), name(step.event.Evolve(v)), step.label)
	}
	late := verification.BecameOverdue{}.Evolve(unavailable.Evolve(due.Evolve(first)))
	picture += fmt.Sprintf("    %s --> %s: BecameOverdue\n", name(unavailable.Evolve(due.Evolve(first))), name(late))
	picture += fmt.Sprintf("    %s --> %s: Answered\n", name(late), name(answered(verification.OutcomeMatched).Evolve(late)))
	require.Contains(t, verificationDocument(t), picture)
}

// The pauses of an outage in docs/verification.md are those that the default policy gives.
func TestVerificationDocumentShowsThePauses(t *testing.T) {
	policy := verification.DefaultPolicy()
	v := verification.Started{Account: "a", Submission: 1, Checks: []verification.Check{verification.SNILSCheck}}.Evolve(verification.Verification{})
	var pauses strings.Builder
	for attempt := 1; attempt <= 9; attempt++ {
		v = verification.CheckDue{Check: verification.SNILSCheck, Attempt: attempt}.Evolve(v)
		pause := func(chance float64) time.Duration {
			events, err := verification.Fail(verification.SNILSCheck, attempt, verification.ReasonDown, policy, chance, time.Time{})(v)
			require.NoError(t, err)
			require.Len(t, events, 1)
			return events[0].(verification.RegistryUnavailable).Next.Sub(time.Time{})
		}
		fmt.Fprintf(&pauses, "| %d | %v – %v |\n", attempt, pause(0), pause(1))
		v = verification.RegistryUnavailable{Check: verification.SNILSCheck}.Evolve(v)
	}
	require.Contains(t, verificationDocument(t), pauses.String())
}

// Each figure of the policy stands in docs/verification.md with its default.
func TestVerificationDocumentShowsThePolicy(t *testing.T) {
	policy := reflect.ValueOf(verification.DefaultPolicy())
	for i := range policy.NumField() {
		field := policy.Type().Field(i).Name
		value := policy.Field(i).Interface()
		if field == "Profile" || field == "Zone" {
			continue // a policy of its own, and a place
		}
		require.Contains(t, verificationDocument(t), fmt.Sprintf("| `%s` | %v |", field, value))
	}
}
