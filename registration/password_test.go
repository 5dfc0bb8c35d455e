package registration_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/registration"
)

// REG-4: contact proved and password set, the account is simplified, and the timers are gone.
func TestSetPassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		confirmed := d.prove(annasPhone)
		time.Sleep(29 * time.Minute)
		completed, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: goodSecret})
		require.NoError(t, err)
		assert.Equal(t, registration.Completed{Account: confirmed.Account, Level: account.Simplified}, completed)
		live := d.account(completed.Account)
		assert.Equal(t, account.Live, live.Status)
		ok, _, err := d.hasher.Verify(t.Context(), live.Password, goodSecret)
		require.NoError(t, err)
		assert.True(t, ok)
		left, err := d.store.Due(t.Context(), time.Now().AddDate(1, 0, 0), 1)
		require.NoError(t, err)
		assert.Empty(t, left, "no timer is left")
	})
}

// REG-10: repeated with the same password it answers as the first time; with another it is refused.
func TestSetPasswordAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		command := registration.SetPassword{Grant: d.prove(annasPhone).Grant, Password: goodSecret}
		first, err := d.SetPassword(t.Context(), command)
		require.NoError(t, err)
		before := len(d.records())
		again, err := d.SetPassword(t.Context(), command)
		require.NoError(t, err)
		assert.Equal(t, first, again)

		command.Password = "совсем другие пять слов здесь"
		_, err = d.SetPassword(t.Context(), command)
		require.ErrorIs(t, err, account.ErrPasswordSet)
		assert.Len(t, d.records(), before)
		ok, _, err := d.hasher.Verify(t.Context(), d.account(first.Account).Password, goodSecret)
		require.NoError(t, err)
		assert.True(t, ok)
	})
}

// PWD-2, REG-9: every broken rule, at "password"; the person's own name and contact are among them.
func TestRefusedPassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, func(s *setup) {
			s.passwords = password.PortalGuide()
			s.passwords.RefusePersonal = true
		})
		grant := d.prove(annasPhone).Grant
		before := len(d.records())
		for text, want := range map[string][]error{
			"анна":      {password.ErrTooShort, password.ErrNeedsUpper, password.ErrNeedsDigit, password.ErrNeedsSign, password.ErrContainsPersonal},
			"Ёлкина-77": {password.ErrContainsPersonal},
			"Код-1234567-код": {
				password.ErrContainsPersonal,
			},
			"ab\x00":                 {password.ErrTooShort, password.ErrUnreadable},
			"\xff\xfe":               {password.ErrUnreadable},
			strings.Repeat("a", 4e3): {password.ErrTooLong},
			strings.Repeat("я", 1e6): {password.ErrTooLong},
		} {
			_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: grant, Password: text})
			for _, rule := range want {
				assert.ErrorIs(t, err, rule, "%.20q", text)
			}
			for _, f := range fault.All(err) {
				assert.Equal(t, "password", f.Path)
			}
			if len(text) < 100 {
				assert.NotContains(t, err.Error(), text)
			}
		}
		assert.Len(t, d.records(), before)
	})
}

// REG-3: without a proof nobody sets a password; the proof lasts 30 minutes, and is of this registration.
func TestSetPasswordNeedsAGrant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		registered := d.register(annasEmail)
		confirmed := d.prove(annasPhone)
		set := func(grant confirmation.Grant) error {
			_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: grant, Password: goodSecret})
			return err
		}
		require.ErrorIs(t, set(confirmation.Grant{}), confirmation.ErrGrant)
		_, secret, _ := strings.Cut(confirmed.Grant.Reveal(), ".")
		require.ErrorIs(t, set(confirmation.ParseGrant(registered.Challenge+"."+secret)), confirmation.ErrGrant)
		require.ErrorIs(t, set(confirmation.ParseGrant(registered.Challenge+".")), confirmation.ErrGrant)
		time.Sleep(30*time.Minute - time.Microsecond)
		lapsing := confirmed.Grant
		require.Error(t, func() error {
			time.Sleep(time.Microsecond)
			return set(lapsing)
		}())
		assert.Equal(t, account.SetAPassword, d.account(confirmed.Account).Next())

		// REG-6: the person goes on by proving the contact once more.
		resumed, err := d.Resume(t.Context(), registration.Resume{Contact: annasPhone})
		require.NoError(t, err)
		again := d.confirm(d.right(resumed))
		assert.Equal(t, confirmed.Account, again.Account)
		require.NoError(t, set(again.Grant))
	})
}

// PWD-3: the password of each account has a salt of its own.
func TestHashesDiffer(t *testing.T) {
	d := newDesk(t)
	one, other := d.account(d.finish(annasPhone)), d.account(d.finish(annasEmail))
	assert.False(t, one.Password.Equal(other.Password))
}
