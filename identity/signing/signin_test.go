package signing_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/identity/signature"
	"github.com/kabinet-go/kabinet/identity/signing"
)

func (s scene) login() signing.Login {
	s.Helper()
	login, err := s.Signing.NewLogin(s.Context())
	require.NoError(s, err)
	return login
}

func (s scene) identify(login signing.Login, signer memory.Signer) (string, error) {
	return s.Signing.Identify(s.Context(), login.Challenge, signer.Sign(login.Text, time.Now()))
}

// CNF-7, ACC-1: the bound certificate signs its owner in, once per challenge.
func TestSignInBySignature(t *testing.T) {
	play(t, func(s scene) {
		_, err := s.identify(s.login(), s.anna)
		require.ErrorIs(s, err, signing.ErrNotBound)
		require.NoError(s, s.confirm(s.issue(), s.anna))
		login := s.login()
		id, err := s.identify(login, s.anna)
		require.NoError(s, err)
		assert.Equal(s, s.id, id)
		_, err = s.Access.Start(s.Context(), id, false)
		require.NoError(s, err)
		_, err = s.identify(login, s.anna)
		require.ErrorIs(s, err, signing.ErrUsed)
		_, err = s.identify(s.login(), s.certificate(annas()))
		require.ErrorIs(s, err, signing.ErrNotBound, "another of her certificates")
	})
}

func TestOneSignInPerChallenge(t *testing.T) {
	play(t, func(s scene) {
		require.NoError(s, s.confirm(s.issue(), s.anna))
		login := s.login()
		errs := make([]error, 4)
		var running sync.WaitGroup
		for i := range errs {
			running.Go(func() { _, errs[i] = s.identify(login, s.anna) })
		}
		running.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				require.ErrorIs(s, err, signing.ErrUsed)
			}
		}
		assert.Equal(s, 1, won)
	})
}

// A challenge that this portal did not give, or gave too long ago, is worth nothing, and so is a signature on
// something else.
func TestForgedLogins(t *testing.T) {
	play(t, func(s scene) {
		document := s.issue()
		require.NoError(s, s.confirm(document, s.anna))
		login := s.login()
		for _, challenge := range []string{"", "x", "a.b.c.d", "a.1..b25l", login.Challenge + "x", "x" + login.Challenge, document.Statement} {
			_, err := s.Signing.Identify(s.Context(), challenge, s.anna.Sign(login.Text, time.Now()))
			require.ErrorIs(s, err, signing.ErrUnknown, challenge)
		}
		_, err := s.Signing.Identify(s.Context(), login.Challenge, s.anna.Sign(document.Text, time.Now()))
		require.ErrorIs(s, err, signature.ErrContentDiffers, "a statement is no login")
		time.Sleep(30 * time.Minute)
		_, err = s.identify(login, s.anna)
		require.ErrorIs(s, err, signing.ErrExpired)
	})
}

// CNF-7: a certificate belongs to one account. With the confirmation revoked it is free for its owner's other one.
func TestCertificateOfOneAccount(t *testing.T) {
	play(t, func(s scene) {
		require.NoError(s, s.confirm(s.issue(), s.anna))
		s.revoke()
		_, err := s.identify(s.login(), s.anna)
		require.ErrorIs(s, err, signing.ErrNotBound, "revoked with the confirmation")
		require.NoError(s, s.confirm(s.issue(), s.anna))
		id, err := s.identify(s.login(), s.anna)
		require.NoError(s, err)
		assert.Equal(s, s.id, id)
		assert.Equal(s, account.Confirmed, s.account(s.id).Level())
	})
}
