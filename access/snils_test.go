package access_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// VER-6, ACC-1: a SNILS is a login once the registries have verified it, and of nobody before.
func TestSignInBySNILS(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient)
		id := p.Person(t, portaltest.Phone)
		form := profile.Form{
			Name: profile.NameForm{Family: "Ёлкина", Given: "Анна"}, Sex: "female", BornOn: "1975-05-09", Citizenship: "RU",
			Document: person.IdentityDocumentForm{
				Kind: person.DocumentPassport, Number: "45 02 573482", IssuedOn: "1997-06-01", Issuer: "ОВД района Арбат",
				DivisionCode: "773-045", Birthplace: "г. Москва",
			},
			SNILS: "123-456-789 64",
		}
		known, err := profile.DefaultPolicy().Parse(form, person.DateOf(time.Now()))
		require.NoError(t, err)
		p.Registry.Know(known)
		signIn := func(login string) (string, error) {
			admitted, err := p.Access.SignIn(t.Context(), access.SignIn{Login: login, Password: portaltest.Password})
			return admitted.Account, err
		}

		require.NoError(t, p.Verification.Submit(t.Context(), id, form))
		_, err = signIn("123-456-789 64")
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
