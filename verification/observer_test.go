package verification

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// notes is an observer that takes notes.
type notes struct {
	calls   []Call
	results []Result
	moves   []BreakerState
}

type noted struct{}

func (n *notes) Calling(ctx context.Context, call Call) (context.Context, func(Result)) {
	n.calls = append(n.calls, call)
	return context.WithValue(ctx, noted{}, true), func(result Result) { n.results = append(n.results, result) }
}

func (n *notes) BreakerChanged(check Check, from, to BreakerState) {
	if len(n.moves) == 0 {
		n.moves = append(n.moves, from)
	}
	n.moves = append(n.moves, to)
}

// An observer hears of each call once at its beginning and once at its end, and the adapter gets its context.
func TestObserverOfCalls(t *testing.T) {
	var heard notes
	var answer Answer
	var failure error
	seen := func(ctx context.Context) { assert.Equal(t, true, ctx.Value(noted{})) }
	p := &pensions{
		check: func(ctx context.Context, _ SNILSQuestion) (Answer, error) { seen(ctx); return answer, failure },
		poll:  func(ctx context.Context, _ string) (Answer, error) { seen(ctx); return answer, failure },
	}
	tax := &taxes{find: func(ctx context.Context) (person.INN, bool, error) { seen(ctx); return person.INN{}, false, failure }}
	fronts := Registries{Passports: nobody{}, Pensions: p, Taxes: tax}.fronts(policy, &heard)
	attempt := func(ctx context.Context, ticket string) {
		_, _, _ = fronts[SNILSCheck].attempt(ctx, "", ticket, ownProfile(t, ""))
	}

	answer = no
	attempt(t.Context(), "")
	answer = Answer{Outcome: OutcomeLost}
	attempt(t.Context(), "given")
	answer = Answer{Outcome: "perhaps"}
	attempt(t.Context(), "")
	failure = fault.AsTransient(errors.New("503"))
	attempt(t.Context(), "")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	attempt(ended, "given")
	failure = nil
	_, _, err := fronts[INNCheck].find(t.Context(), tax, INNLookup{})
	require.NoError(t, err)
	tax.find = func(context.Context) (person.INN, bool, error) { return inn(t, "500100732259"), true, nil }
	_, _, err = fronts[INNCheck].find(t.Context(), tax, INNLookup{})
	require.NoError(t, err)

	assert.Equal(t, []Call{
		{SNILSCheck, Asking},
		{SNILSCheck, Polling},
		{SNILSCheck, Asking},
		{SNILSCheck, Asking},
		{SNILSCheck, Polling},
		{INNCheck, LookingUp},
		{INNCheck, LookingUp},
	}, heard.calls)
	assert.Equal(t, []Result{
		{Outcome: OutcomeMismatched},
		{Outcome: OutcomeLost},
		{Reason: ReasonNonsense},
		{Reason: ReasonDown},
		{},
		{Outcome: OutcomeNotFound},
		{Outcome: OutcomeMatched},
	}, heard.results)
	assert.Empty(t, heard.moves)
}

// VER-3: an observer hears when a registry is left alone, tried, and well again.
func TestObserverOfTheBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var heard notes
		failure := fault.AsTransient(errors.New("503"))
		p := &pensions{check: func(context.Context, SNILSQuestion) (Answer, error) { return yes, failure }}
		r := Registries{Passports: nobody{}, Pensions: p, Taxes: nobody{}}.fronts(policy, &heard)[SNILSCheck]
		attempt := func() { _, _, _ = r.attempt(t.Context(), "", "", ownProfile(t, "")) }
		for range policy.BreakerFailures + 1 {
			attempt()
		}
		assert.Equal(t, Result{Reason: ReasonBroken}, heard.results[policy.BreakerFailures], "not called, and said so")
		time.Sleep(policy.BreakerRest + 1)
		attempt()
		time.Sleep(policy.BreakerRest + 1)
		failure = nil
		attempt()
		assert.Equal(t, []BreakerState{
			BreakerClosed, BreakerOpen, BreakerHalfOpen, BreakerOpen, BreakerHalfOpen, BreakerClosed,
		}, heard.moves)
	})
}
