package access_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/internal/portaltest"
)

// VER-6, ACC-1: a SNILS is a login once the registries have verified it, and of nobody before.
func TestSignInBySNILS(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient)
		id := p.Person(t, portaltest.Phone)
		p.Know(t, portaltest.Profile())
		signIn := func(login string) (string, error) {
			admitted, err := p.Access.SignIn(t.Context(), access.SignIn{Login: login, Password: portaltest.Password})
			return admitted.Account, err
		}

		require.NoError(t, p.Verification.Submit(t.Context(), id, portaltest.Profile()))
		_, err := signIn("123-456-789 64")
		require.ErrorIs(t, err, access.ErrWrong, "not verified yet")
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		for _, login := range []string{"123-456-789 64", "12345678964", "123 456 789 64"} {
			account, err := signIn(login)
			require.NoError(t, err, login)
			require.Equal(t, id, account)
		}
		_, err = signIn("112-233-445 95")
		require.ErrorIs(t, err, access.ErrWrong, "nobody's")
		_, err = p.Access.SignIn(t.Context(), access.SignIn{Login: "123-456-789 64", Password: "не тот пароль"})
		require.ErrorIs(t, err, access.ErrWrong)
	})
}
