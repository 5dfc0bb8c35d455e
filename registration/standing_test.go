package registration_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/registration"
)

// standingPortal is a portal that runs, and a registration in it that waits for its code.
func standingPortal(t *testing.T, phone string) (*kabinet.Kabinet, *memory.Set, confirmation.Receipt) {
	t.Helper()
	set := memory.New()
	policy := kabinet.DefaultPolicy()
	policy.Hashing.Params = password.CheapestParams()
	portal, err := kabinet.New(set.Ports, policy)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- portal.Run(ctx) }()
	synctest.Wait()
	t.Cleanup(func() {
		stop()
		assert.NoError(t, <-done)
	})
	return portal, set, standingRegister(t, portal, phone)
}

func standingRegister(t *testing.T, portal *kabinet.Kabinet, phone string) confirmation.Receipt {
	t.Helper()
	receipt, err := portal.Registration.Register(t.Context(), registration.Register{
		Name:    registration.Name{Family: "Ёлкина", Given: "Анна"},
		Contact: phone,
		Consents: []registration.Consent{
			{Purpose: account.Terms, Version: "1"}, {Purpose: account.PersonalData, Version: "1"},
		},
	})
	require.NoError(t, err)
	return receipt
}

func TestStandingFollowsAChallenge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		portal, set, receipt := standingPortal(t, "+79161234567")
		standing := func() confirmation.Standing {
			now, err := portal.Registration.Standing(t.Context(), receipt.Challenge)
			require.NoError(t, err)
			return now
		}
		assert.Equal(t, confirmation.Standing{Receipt: receipt, TriesLeft: 5}, standing())

		code, err := set.Inbox.Code(t.Context(), "+79161234567")
		require.NoError(t, err)
		for left := 4; left >= 0; left-- {
			require.NoError(t, standing().Closed)
			_, err := portal.Registration.Confirm(t.Context(), registration.Confirm{Challenge: receipt.Challenge, Code: "x"})
			require.ErrorIs(t, err, confirmation.ErrWrong)
			require.Equal(t, left, standing().TriesLeft)
		}
		require.ErrorIs(t, standing().Closed, confirmation.ErrTooManyTries)

		time.Sleep(time.Minute)
		again, err := portal.Registration.Resend(t.Context(), registration.Resend{Challenge: receipt.Challenge})
		require.NoError(t, err)
		assert.Equal(t, confirmation.Standing{Receipt: again, TriesLeft: 5}, standing())
		assert.Equal(t, 2, standing().Send)

		time.Sleep(5*time.Minute - time.Microsecond)
		require.NoError(t, standing().Closed)
		time.Sleep(time.Microsecond)
		require.ErrorIs(t, standing().Closed, confirmation.ErrExpired)

		_, err = portal.Registration.Resend(t.Context(), registration.Resend{Challenge: receipt.Challenge})
		require.NoError(t, err)
		next, err := set.Inbox.Next(t.Context(), "+79161234567", 2)
		require.NoError(t, err)
		require.NotContains(t, next.Text, code)
		_, err = portal.Registration.Confirm(t.Context(), registration.Confirm{Challenge: receipt.Challenge, Code: next.Text[:6]})
		require.NoError(t, err)
		require.ErrorIs(t, standing().Closed, confirmation.ErrUsed)
	})
}

func TestStandingDoesNotTellWhoHasAnAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		portal, set, first := standingPortal(t, "+79161234567")
		code, err := set.Inbox.Code(t.Context(), "+79161234567")
		require.NoError(t, err)
		confirmed, err := portal.Registration.Confirm(t.Context(), registration.Confirm{Challenge: first.Challenge, Code: code})
		require.NoError(t, err)
		_, err = portal.Registration.SetPassword(t.Context(), registration.SetPassword{
			Grant: confirmed.Grant, Password: "тихий омут и семь журавлей",
		})
		require.NoError(t, err)

		time.Sleep(time.Minute)
		withheld := standingRegister(t, portal, "+79161234567")
		fresh := standingRegister(t, portal, "+79161234568")
		seen := make([]confirmation.Standing, 2)
		for i, challenge := range []string{withheld.Challenge, fresh.Challenge} {
			_, err := portal.Registration.Confirm(t.Context(), registration.Confirm{Challenge: challenge, Code: "x"})
			require.ErrorIs(t, err, confirmation.ErrWrong)
			seen[i], err = portal.Registration.Standing(t.Context(), challenge)
			require.NoError(t, err)
			require.NoError(t, seen[i].Closed)
			seen[i].Challenge = ""
		}
		assert.Equal(t, seen[1], seen[0])
	})
}

func TestStandingOfNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		portal, _, _ := standingPortal(t, "+79161234567")
		_, err := portal.Registration.Standing(t.Context(), "01M808P06EM24ANKVXSV9R2WEN")
		require.ErrorIs(t, err, confirmation.ErrNoneIssued)
	})
}
