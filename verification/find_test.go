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

// taxes answers look-ups as the test says; the other methods are not called.
type taxes struct {
	TaxRegistry
	find func(ctx context.Context) (person.INN, bool, error)
}

func (t *taxes) Poll(context.Context, string) (Answer, error) { return Answer{}, nil }

func (t *taxes) FindINN(ctx context.Context, _ INNLookup) (person.INN, bool, error) {
	return t.find(ctx)
}

func (t *taxes) front() registry {
	return Registries{Passports: nobody{}, Pensions: &pensions{}, Taxes: t}.fronts(policy, nil)[INNCheck]
}

func inn(t *testing.T, text string) person.INN {
	t.Helper()
	number, err := person.ParseINN(text)
	require.NoError(t, err)
	return number
}

// What an adapter does with a look-up becomes an INN, none, or an error on an axis, never more.
func TestFind(t *testing.T) {
	ours, organisation := inn(t, "500100732259"), inn(t, "7707083893")
	refused := errors.New("401")
	for name, c := range map[string]struct {
		inn   person.INN
		found bool
		err   error
		panic any
		want  error
	}{
		"found":               {inn: ours, found: true},
		"unknown":             {},
		"an organisation's":   {inn: organisation, found: true, want: ErrNonsense},
		"found without any":   {found: true, want: ErrNonsense},
		"down":                {err: fault.AsTransient(errors.New("503")), want: fault.Transient},
		"on no axis":          {err: errors.New("EOF"), want: fault.Transient},
		"cancels on its own":  {err: context.Canceled, want: fault.Transient},
		"nonsense is passing": {found: true, want: fault.Transient},
		"no access":           {err: fault.AsPermanent(refused), want: refused},
		"no access is for us": {err: fault.AsPermanent(refused), want: fault.Permanent},
		"panics":              {panic: "Ёлкина", want: fault.Permanent},
	} {
		t.Run(name, func(t *testing.T) {
			x := &taxes{find: func(context.Context) (person.INN, bool, error) {
				if c.panic != nil {
					panic(c.panic)
				}
				return c.inn, c.found, c.err
			}}
			inn, found, err := x.front().find(t.Context(), x, INNLookup{})
			if c.want == nil {
				require.NoError(t, err)
				assert.Equal(t, c.inn, inn)
				assert.Equal(t, c.found, found)
				return
			}
			require.ErrorIs(t, err, c.want)
			assert.NotEqual(t, errors.Is(err, fault.Transient), errors.Is(err, fault.Permanent), "on one axis")
			assert.NotContains(t, err.Error(), "Ёлкина")
			assert.True(t, inn.IsZero())
			assert.False(t, found)
		})
	}
}

// That the caller gives up, by whatever end of its context, says nothing about the registry; that an
// adapter gives up by itself does.
func TestGivingUpIsNoFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hangs := &pensions{check: func(ctx context.Context, _ SNILSQuestion) (Answer, error) {
			<-ctx.Done()
			return Answer{}, ctx.Err()
		}}
		r := front(hangs, policy)
		for range 2 * policy.BreakerFailures {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			_, _, err := r.attempt(ctx, "", "", ownProfile(t, ""))
			cancel()
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}
		hangs.check = func(context.Context, SNILSQuestion) (Answer, error) { return Answer{}, context.Canceled }
		for range policy.BreakerFailures {
			_, reason, err := r.attempt(t.Context(), "", "", ownProfile(t, ""))
			require.NoError(t, err)
			assert.Equal(t, ReasonDown, reason)
		}
		_, reason, err := r.attempt(t.Context(), "", "", ownProfile(t, ""))
		require.NoError(t, err)
		assert.Equal(t, ReasonBroken, reason)

		// The one call that tries whether it is back may be given up as well; the next one tries.
		time.Sleep(policy.BreakerRest + 1)
		hangs.check = func(ctx context.Context, _ SNILSQuestion) (Answer, error) {
			<-ctx.Done()
			return Answer{}, ctx.Err()
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, _, err = r.attempt(ctx, "", "", ownProfile(t, ""))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		hangs.check = func(context.Context, SNILSQuestion) (Answer, error) { return yes, nil }
		answer, reason, err := r.attempt(t.Context(), "", "", ownProfile(t, ""))
		require.NoError(t, err)
		assert.Empty(t, reason)
		assert.Equal(t, yes, answer)
	})
}
