package identity_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
)

// CNF-1: several ways side by side; the first to succeed confirms, at once, and closes the others.
func TestSeveralWays(t *testing.T) {
	play(t, func(s scene) {
		assert.Equal(s, account.Methods(), s.standing().Choice)
		require.NoError(s, s.begin(s.id, account.Letter, "l-1"))
		require.NoError(s, s.begin(s.id, account.Bank, "b-1"))
		require.NoError(s, s.begin(s.id, account.Bank, "b-1"))
		assert.Len(s, s.standing().Open, 2)

		require.NoError(s, s.confirm(s.id, account.Bank, "b-1"))
		standing := s.standing()
		assert.Equal(s, account.Confirmed, standing.Level)
		assert.Empty(s, standing.Open)
		assert.Empty(s, standing.Choice)
		require.Len(s, standing.Confirmations, 1)
		assert.Equal(s, "b-1", standing.Confirmations[0].Evidence)
		require.ErrorIs(s, s.confirm(s.id, account.Letter, "l-1"), identity.ErrClosed)
		require.ErrorIs(s, s.begin(s.id, account.Letter, "l-2"), identity.ErrConfirmed)
	})
}

// CNF-1: of several that succeed at once exactly one confirms.
func TestWaysThatSucceedAtOnce(t *testing.T) {
	play(t, func(s scene) {
		methods := []account.Method{account.Centre, account.Signature, account.Bank}
		for _, method := range methods {
			require.NoError(s, s.begin(s.id, method, string(method)))
		}
		errs := make([]error, len(methods))
		var running sync.WaitGroup
		for i, method := range methods {
			running.Go(func() { errs[i] = s.confirm(s.id, method, string(method)) })
		}
		running.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			require.ErrorIs(s, err, identity.ErrClosed)
		}
		assert.Equal(s, 1, won)
		assert.Len(s, s.standing().Confirmations, 1)
		assert.Equal(s, 1, s.Count(s.T, "account.identity-confirmed"))
	})
}

// CNF-6: after a letter a stronger way is open, and no second letter.
func TestMoreThanALetter(t *testing.T) {
	play(t, func(s scene) {
		s.Confirm(s.T, s.id, account.Letter, "l-1")
		assert.Equal(s, []account.Method{account.Centre, account.Signature, account.Bank}, s.standing().Choice)
		require.ErrorIs(s, s.begin(s.id, account.Letter, "l-2"), identity.ErrConfirmed)
		s.Confirm(s.T, s.id, account.Centre, "v-1")
		assert.Equal(s, []account.Method{account.Letter, account.Centre}, s.account().ConfirmedBy())
	})
}

func TestWhoMayBegin(t *testing.T) {
	play(t, func(s scene) {
		require.ErrorIs(s, s.begin("nobody", account.Bank, "b-1"), account.ErrUnknown)
		require.ErrorIs(s, s.begin(s.reviewer, account.Bank, "b-1"), account.ErrNotStandard)
		require.ErrorIs(s, s.begin(s.Prove(s.T, "+79260000002").Account, account.Bank, "b-1"), account.ErrNotLive)
		require.NoError(s, s.Identity.Block(s.Context(), s.ruling(account.Suspicion)))
		require.ErrorIs(s, s.begin(s.id, account.Bank, "b-1"), account.ErrHeld)
		assert.Empty(s, s.standing().Choice)
	})
}

func TestEndedWay(t *testing.T) {
	play(t, func(s scene) {
		require.NoError(s, s.begin(s.id, account.Letter, "l-1"))
		within := func(do func(ctx context.Context, unit *es.Unit) error) error { return s.engine.Do(s.Context(), do) }
		still := func(ctx context.Context, unit *es.Unit) error { return s.Identity.Require(ctx, unit, s.id, "l-1") }
		require.NoError(s, within(still))
		require.NoError(s, within(func(ctx context.Context, unit *es.Unit) error {
			return s.Identity.End(ctx, unit, s.id, "l-1", identity.Void)
		}))
		require.ErrorIs(s, within(still), identity.ErrClosed)
		require.ErrorIs(s, s.confirm(s.id, account.Letter, "l-1"), identity.ErrClosed)
		assert.Equal(s, account.Standard, s.standing().Level)
	})
}

func TestStandingOfNobody(t *testing.T) {
	play(t, func(s scene) {
		_, err := s.Identity.Standing(s.Context(), "nobody")
		require.ErrorIs(s, err, account.ErrUnknown)
	})
}
