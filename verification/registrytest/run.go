package registrytest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

var checks = []verification.Check{verification.DocumentCheck, verification.SNILSCheck, verification.INNCheck}

// Run shows the whole contract, each part as a subtest. newHarness is called once per subtest and releases by
// t.Cleanup what it took.
func Run(t *testing.T, newHarness func(t *testing.T) Harness) {
	for _, promise := range []struct {
		name string
		show func(s suite)
	}{
		{"what agrees matches", matches},
		{"what differs is named, and whether it is only ё", differs},
		{"what nobody has is not found", unknown},
		{"an answer may come by ticket", tickets},
		{"a ticket that is still pending stays the same", pending},
		{"a ticket that is not known is lost", lost},
		{"a question that comes again is the same question", repeated},
		{"a registry that is down is trouble that passes", down},
		{"a busy registry says for how long to leave it alone", busy},
		{"a registry that refuses is trouble that stays", refusing},
		{"what is no answer is not taken for one", nonsense},
		{"a call ends when its context does", silent},
		{"an INN can be looked up", lookup},
		{"calls run side by side", concurrent},
	} {
		t.Run(promise.name, func(t *testing.T) {
			harness := newHarness(t)
			harness.Know(anna(t))
			promise.show(suite{t, harness})
		})
	}
}

type suite struct {
	*testing.T
	Harness
}

// ask puts the question of a check about a profile.
func (s suite) ask(ctx context.Context, check verification.Check, request string, p profile.Profile) (verification.Answer, error) {
	s.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	switch check {
	case verification.DocumentCheck:
		return s.Registries.Passports.CheckDocument(ctx, verification.DocumentQuestion{
			Request: request, Name: p.Name, Sex: p.Sex, BornOn: p.BornOn, Document: p.Document,
		})
	case verification.SNILSCheck:
		return s.Registries.Pensions.CheckSNILS(ctx, verification.SNILSQuestion{
			Request: request, Name: p.Name, Sex: p.Sex, BornOn: p.BornOn, SNILS: p.SNILS,
		})
	default:
		return s.Registries.Taxes.CheckINN(ctx, verification.INNQuestion{
			Request: request, Name: p.Name, BornOn: p.BornOn, Document: p.Document, INN: p.INN,
		})
	}
}

func (s suite) poller(check verification.Check) verification.Poller {
	return map[verification.Check]verification.Poller{
		verification.DocumentCheck: s.Registries.Passports, verification.SNILSCheck: s.Registries.Pensions,
		verification.INNCheck: s.Registries.Taxes,
	}[check]
}

func (s suite) poll(check verification.Check, ticket string) verification.Answer {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), patience)
	defer cancel()
	answer, err := s.poller(check).Poll(ctx, ticket)
	require.NoError(s, err)
	return answer
}

func (s suite) answer(check verification.Check, request string, p profile.Profile) verification.Answer {
	s.Helper()
	answer, err := s.ask(s.Context(), check, request, p)
	require.NoError(s, err)
	return answer
}

var matched = verification.Answer{Outcome: verification.OutcomeMatched}

func matches(s suite) {
	for _, check := range checks {
		assert.Equal(s, matched, s.answer(check, "r-"+string(check), anna(s.T)), check)
	}
}

func differs(s suite) {
	for _, check := range checks {
		other := s.answer(check, "r-1"+string(check), otherwise(s.T, anna(s.T), map[string]string{"name.given": "Мария"}))
		assert.Equal(s, verification.OutcomeMismatched, other.Outcome, check)
		assert.Equal(s, []verification.Difference{{Field: "name.given"}}, other.Differences, check)
		yo := s.answer(check, "r-2"+string(check), otherwise(s.T, anna(s.T), map[string]string{"name.family": "Елкина"}))
		assert.Equal(s, []verification.Difference{{Field: "name.family", OnlyYo: true}}, yo.Differences, check)
	}
	born := s.answer(verification.SNILSCheck, "r-3", otherwise(s.T, anna(s.T), map[string]string{"bornOn": "1990-05-10"}))
	assert.Equal(s, []verification.Difference{{Field: "bornOn"}}, born.Differences)
}

func unknown(s suite) {
	for _, check := range checks {
		stranger := otherwise(s.T, boris(s.T), map[string]string{"inn": "774334078053"})
		assert.Equal(s, verification.Answer{Outcome: verification.OutcomeNotFound}, s.answer(check, "r-"+string(check), stranger), check)
	}
}

func tickets(s suite) {
	for _, check := range checks {
		s.Behave(check, Ticket)
		given := s.answer(check, "r-"+string(check), anna(s.T))
		require.Equal(s, verification.OutcomePending, given.Outcome, check)
		require.NotEmpty(s, given.Ticket)
		for _, secret := range secrets {
			assert.NotContains(s, given.Ticket, secret)
		}
		assert.Equal(s, matched, s.poll(check, given.Ticket), check)
		assert.Equal(s, matched, s.poll(check, given.Ticket), "once more, should the answer have been lost on its way")
	}
}

func pending(s suite) {
	for _, check := range checks {
		s.Behave(check, Pending)
		given := s.answer(check, "r-"+string(check), anna(s.T))
		again := s.poll(check, given.Ticket)
		assert.Equal(s, verification.OutcomePending, again.Outcome, check)
		assert.Equal(s, given.Ticket, again.Ticket, check)
		for _, pause := range []time.Duration{given.PollAfter, again.PollAfter} {
			assert.InDelta(s, time.Hour, pause, float64(time.Minute), "%s: when to ask about it", check)
		}
	}
}

func lost(s suite) {
	for _, check := range checks {
		s.Behave(check, Forgetful)
		given := s.answer(check, "r-"+string(check), anna(s.T))
		assert.Equal(s, verification.Answer{Outcome: verification.OutcomeLost}, s.poll(check, given.Ticket), check)
	}
}

func repeated(s suite) {
	for _, check := range checks {
		s.Behave(check, Ticket)
		first, second := s.answer(check, "same", anna(s.T)), s.answer(check, "same", anna(s.T))
		assert.Equal(s, first.Ticket, second.Ticket, check)
		other := s.answer(check, "another", anna(s.T))
		assert.NotEqual(s, first.Ticket, other.Ticket, check)
	}
}

func down(s suite) {
	for _, check := range checks {
		s.Behave(check, Down)
		_, err := s.ask(s.Context(), check, "r-"+string(check), anna(s.T))
		require.ErrorIs(s, err, fault.Transient, check)
		for _, secret := range secrets {
			assert.NotContains(s, err.Error(), secret, check)
		}
		s.Behave(check, Prompt)
		assert.Equal(s, matched, s.answer(check, "r-"+string(check), anna(s.T)), check)
	}
}

func busy(s suite) {
	for _, check := range checks {
		s.Behave(check, Ticket)
		ticket := s.answer(check, "r-"+string(check), anna(s.T)).Ticket
		s.Behave(check, Busy)
		_, asking := s.ask(s.Context(), check, "s-"+string(check), anna(s.T))
		_, polling := s.poller(check).Poll(s.Context(), ticket)
		for _, err := range []error{asking, polling} {
			var busy *verification.BusyError
			require.ErrorAs(s, err, &busy, check)
			require.ErrorIs(s, err, fault.Transient, check)
			assert.InDelta(s, Pause, busy.After, float64(2*time.Second), check)
		}
	}
}

func refusing(s suite) {
	for _, check := range checks {
		s.Behave(check, Refusing)
		_, err := s.ask(s.Context(), check, "r-"+string(check), anna(s.T))
		require.ErrorIs(s, err, fault.Permanent, check)
		for _, secret := range secrets {
			assert.NotContains(s, err.Error(), secret, check)
		}
	}
}

// nonsense may be an error already, or be left for package verification to refuse.
func nonsense(s suite) {
	for _, check := range checks {
		s.Behave(check, Nonsense)
		answer, err := s.ask(s.Context(), check, "r-"+string(check), anna(s.T))
		if err != nil {
			require.ErrorIs(s, err, fault.Transient, check)
			continue
		}
		assert.NotContains(s, []verification.Outcome{
			verification.OutcomeMatched, verification.OutcomeMismatched, verification.OutcomeNotFound,
			verification.OutcomePending, verification.OutcomeLost,
		}, answer.Outcome, check)
	}
}

// secrets are what no ticket and no error may hold.
var secrets = []string{"Ёлкина", "Анна", "4502573482", "573482", "12345678964", "500100732259", "1990"}

func silent(s suite) {
	for _, check := range checks {
		s.Behave(check, Silent)
		ctx, cancel := context.WithTimeout(s.Context(), hurry)
		_, err := s.ask(ctx, check, "r-"+string(check), anna(s.T))
		cancel()
		require.ErrorIs(s, err, context.DeadlineExceeded, check)
	}
}

func lookup(s suite) {
	known := anna(s.T)
	ask := func(p profile.Profile) verification.INNLookup {
		return verification.INNLookup{Request: "r-" + p.Document.Reveal().Number, Name: p.Name, BornOn: p.BornOn, Document: p.Document}
	}
	inn, ok, err := s.Registries.Taxes.FindINN(s.Context(), ask(known))
	require.NoError(s, err)
	assert.True(s, ok)
	assert.Equal(s, known.INN, inn)
	inn, ok, err = s.Registries.Taxes.FindINN(s.Context(), ask(boris(s.T)))
	require.NoError(s, err)
	assert.False(s, ok)
	assert.True(s, inn.IsZero())
	s.Behave(verification.INNCheck, Down)
	_, _, err = s.Registries.Taxes.FindINN(s.Context(), ask(known))
	require.ErrorIs(s, err, fault.Transient)
}

func concurrent(s suite) {
	s.Know(boris(s.T))
	people := []profile.Profile{anna(s.T), boris(s.T)}
	var asking sync.WaitGroup
	for i := range 20 {
		asking.Go(func() {
			check := checks[i%2]
			answer, err := s.ask(s.Context(), check, strings.Repeat("r", i+1), people[i%len(people)])
			if err != nil || answer.Outcome != verification.OutcomeMatched {
				s.Errorf("%s: %v %v", check, answer, err)
			}
		})
	}
	asking.Wait()
}
