package access_test

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
)

// CNF-11, OPS-3: a hold ends every session, and nobody signs in until the account is given back. Only who knows
// the password hears of it (ACC-2).
func TestHeldAccountIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		id := p.Person(t, portaltest.Phone)
		session := p.SignIn(t, portaltest.Phone)
		reviewer := p.Person(t, portaltest.Email)
		require.NoError(t, p.Operators.Appoint(t.Context(), operator.Appointment{Account: reviewer, Role: operator.Reviewer}))
		ruling := identity.Ruling{Operator: reviewer, Account: id, Reason: account.Suspicion}
		require.NoError(t, p.Identity.Block(t.Context(), ruling))

		_, err := p.Access.Authenticate(t.Context(), session.Token)
		require.ErrorIs(t, err, access.ErrNoSession)
		_, err = p.Access.SignIn(t.Context(), access.SignIn{Login: portaltest.Phone, Password: portaltest.Password})
		require.ErrorIs(t, err, account.ErrHeld)
		_, err = p.Access.SignIn(t.Context(), access.SignIn{Login: portaltest.Phone, Password: "не тот пароль"})
		require.ErrorIs(t, err, access.ErrWrong)
		_, err = p.Access.Start(t.Context(), id, false)
		require.ErrorIs(t, err, account.ErrHeld)

		require.NoError(t, p.Identity.GiveBack(t.Context(), ruling))
		p.SignIn(t, portaltest.Phone)
	})
}
