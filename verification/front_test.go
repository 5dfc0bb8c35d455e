package verification

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/profile"
)

// pensions answers as the test says; the other methods are not called.
type pensions struct {
	PensionRegistry
	check func(ctx context.Context, q SNILSQuestion) (Answer, error)
	poll  func(ctx context.Context, ticket string) (Answer, error)
}

func (p *pensions) CheckSNILS(ctx context.Context, q SNILSQuestion) (Answer, error) {
	return p.check(ctx, q)
}

func (p *pensions) Poll(ctx context.Context, ticket string) (Answer, error) {
	return p.poll(ctx, ticket)
}

type nobody struct {
	PassportRegistry
	TaxRegistry
}

func (nobody) Poll(context.Context, string) (Answer, error) { return Answer{}, nil }

func front(p *pensions, policy Policy) registry {
	return Registries{Passports: nobody{}, Pensions: p, Taxes: nobody{}}.fronts(policy, nil)[SNILSCheck]
}

// What an adapter does becomes an answer or a reason, never more.
func TestAttempt(t *testing.T) {
	type outcome struct {
		answer Answer
		reason Reason
	}
	long := strings.Repeat("t", longestTicket)
	for name, c := range map[string]struct {
		answer Answer
		err    error
		want   outcome
	}{
		"matched":            {yes, nil, outcome{yes, ""}},
		"mismatched":         {no, nil, outcome{no, ""}},
		"not found":          {Answer{Outcome: OutcomeNotFound}, nil, outcome{Answer{Outcome: OutcomeNotFound}, ""}},
		"by ticket":          {Answer{Outcome: OutcomePending, Ticket: long}, nil, outcome{Answer{Outcome: OutcomePending, Ticket: long}, ""}},
		"ticket lost":        {Answer{Outcome: OutcomeLost}, nil, outcome{reason: ReasonLost}},
		"down":               {Answer{}, fault.AsTransient(errors.New("503")), outcome{reason: ReasonDown}},
		"on no axis":         {Answer{}, errors.New("EOF"), outcome{reason: ReasonDown}},
		"no access":          {Answer{}, fault.AsPermanent(errors.New("401")), outcome{reason: ReasonRefused}},
		"its own time-out":   {Answer{}, context.DeadlineExceeded, outcome{reason: ReasonSlow}},
		"no outcome":         {Answer{}, nil, outcome{reason: ReasonNonsense}},
		"unknown outcome":    {Answer{Outcome: "perhaps"}, nil, outcome{reason: ReasonNonsense}},
		"no field":           {Answer{Outcome: OutcomeMismatched}, nil, outcome{reason: ReasonNonsense}},
		"another's field":    {Answer{Outcome: OutcomeMismatched, Differences: []Difference{{Field: "inn"}}}, nil, outcome{reason: ReasonNonsense}},
		"matched and not":    {Answer{Outcome: OutcomeMatched, Differences: no.Differences}, nil, outcome{reason: ReasonNonsense}},
		"found with ticket":  {Answer{Outcome: OutcomeNotFound, Ticket: "t"}, nil, outcome{reason: ReasonNonsense}},
		"no ticket":          {Answer{Outcome: OutcomePending}, nil, outcome{reason: ReasonNonsense}},
		"endless ticket":     {Answer{Outcome: OutcomePending, Ticket: long + "t"}, nil, outcome{reason: ReasonNonsense}},
		"unprintable ticket": {Answer{Outcome: OutcomePending, Ticket: "a\nb"}, nil, outcome{reason: ReasonNonsense}},
		"ticket in Cyrillic": {Answer{Outcome: OutcomePending, Ticket: "талон"}, nil, outcome{reason: ReasonNonsense}},
		"polled in the past": {Answer{Outcome: OutcomePending, Ticket: "t", PollAfter: -1}, nil, outcome{reason: ReasonNonsense}},
	} {
		t.Run(name, func(t *testing.T) {
			r := front(&pensions{
				check: func(_ context.Context, q SNILSQuestion) (Answer, error) {
					assert.Equal(t, "request", q.Request)
					assert.Equal(t, "12345678964", q.SNILS.Reveal())
					return c.answer, c.err
				},
				poll: func(_ context.Context, ticket string) (Answer, error) {
					assert.Equal(t, "given", ticket)
					return c.answer, c.err
				},
			}, policy)
			for _, ticket := range []string{"", "given"} {
				answer, reason, err := r.attempt(t.Context(), "request", ticket, ownProfile(t, ""))
				require.NoError(t, err)
				assert.Equal(t, c.want, outcome{answer, reason}, "ticket %q", ticket)
			}
		})
	}
}

// An adapter that panics or hangs fails alone.
func TestAttemptOfABrokenAdapter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pensions{check: func(context.Context, SNILSQuestion) (Answer, error) { panic("nil map") }}
		_, reason, err := front(p, policy).attempt(t.Context(), "", "", profile.Profile{})
		require.NoError(t, err)
		assert.Equal(t, ReasonRefused, reason)

		began := time.Now()
		p.check = func(ctx context.Context, _ SNILSQuestion) (Answer, error) {
			<-ctx.Done()
			return yes, nil // too late to be believed
		}
		_, reason, err = front(p, policy).attempt(t.Context(), "", "", profile.Profile{})
		require.NoError(t, err)
		assert.Equal(t, ReasonSlow, reason)
		assert.Equal(t, policy.Timeout, time.Since(began))

		ctx, cancel := context.WithCancel(t.Context())
		p.check = func(context.Context, SNILSQuestion) (Answer, error) {
			cancel()
			return yes, nil
		}
		_, _, err = front(p, policy).attempt(ctx, "", "", profile.Profile{})
		require.ErrorIs(t, err, context.Canceled)
	})
}

// VER-3: a registry that keeps failing is left alone for a while; the others are not.
func TestBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls, down := 0, true
		p := &pensions{check: func(context.Context, SNILSQuestion) (Answer, error) {
			calls++
			if down {
				return Answer{}, fault.AsTransient(errors.New("503"))
			}
			return yes, nil
		}}
		r := front(p, policy)
		attempt := func() Reason {
			_, reason, err := r.attempt(t.Context(), "", "", profile.Profile{})
			require.NoError(t, err)
			return reason
		}
		for range policy.BreakerFailures {
			assert.Equal(t, ReasonDown, attempt())
		}
		assert.Equal(t, ReasonBroken, attempt())
		assert.Equal(t, int(policy.BreakerFailures), calls)
		time.Sleep(policy.BreakerRest + 1)
		assert.Equal(t, ReasonDown, attempt(), "one call tries it")
		assert.Equal(t, ReasonBroken, attempt())
		down = false
		time.Sleep(policy.BreakerRest + 1)
		assert.Empty(t, attempt())
		assert.Empty(t, attempt(), "and all is well again")
	})
}
