package access_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/internal/portaltest"
)

const newSecret = "совсем другая длинная фраза"

// PWD-4: changing the password needs the current one; other sessions end, this one goes on, the person
// is told.
func TestChangePassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Person(t, portaltest.Phone)
		mine, other := p.SignIn(t, portaltest.Phone), p.SignIn(t, portaltest.Phone)
		time.Sleep(time.Second)

		err := p.Access.ChangePassword(t.Context(), access.ChangePassword{Token: mine.Token, Current: portaltest.Password, New: newSecret})
		require.NoError(t, err)

		_, err = p.Access.Authenticate(t.Context(), other.Token)
		require.ErrorIs(t, err, access.ErrNoSession)
		_, err = p.Access.Authenticate(t.Context(), mine.Token)
		require.NoError(t, err)
		_, err = p.Access.SignIn(t.Context(), access.SignIn{Login: portaltest.Phone, Password: portaltest.Password})
		require.ErrorIs(t, err, access.ErrWrong)
		_, err = p.Access.SignIn(t.Context(), access.SignIn{Login: portaltest.Phone, Password: newSecret})
		require.NoError(t, err)

		synctest.Wait()
		told := p.Inbox.For(portaltest.Phone)
		require.Contains(t, told[len(told)-1].Text, "пароль изменён")
	})
}

// PWD-2: everything wrong is named at once.
func TestChangePasswordNamesAllThatIsWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Person(t, portaltest.Phone)
		mine := p.SignIn(t, portaltest.Phone)
		err := p.Access.ChangePassword(t.Context(), access.ChangePassword{Token: mine.Token, Current: "не тот", New: "Анна"})
		paths := map[string]bool{}
		for _, f := range fault.All(err) {
			paths[f.Path] = true
			require.NotContains(t, f.Error(), "Анна")
		}
		require.Equal(t, map[string]bool{"current": true, "new": true}, paths)
		require.ErrorIs(t, err, access.ErrWrongCurrent)
		require.Equal(t, 0, p.Count(t, "account.password-changed"))
	})
}

func TestChangePasswordNeedsASession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Person(t, portaltest.Phone)
		mine := p.SignIn(t, portaltest.Phone)
		require.NoError(t, p.Access.SignOut(t.Context(), mine.Token))
		err := p.Access.ChangePassword(t.Context(), access.ChangePassword{Token: mine.Token, Current: portaltest.Password, New: newSecret})
		require.ErrorIs(t, err, access.ErrNoSession)
	})
}
