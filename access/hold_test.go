package access_test

import (
	"context"
	"crypto/rand"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/internal/portaltest"
)

// CNF-11, OPS-3: a hold ends every session, and nobody signs in until the account is given back. Only who knows
// the password hears of it (ACC-2).
func TestHeldAccountIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		id := p.Person(t, portaltest.Phone)
		session := p.SignIn(t, portaltest.Phone)
		act := account.Act{Reason: account.Suspicion, Author: "01HZX3K7Q4M8T000000000000P"}
		decide(t, p, id, account.Block(act, time.Now()))

		_, err := p.Access.Authenticate(t.Context(), session.Token)
		require.ErrorIs(t, err, access.ErrNoSession)
		_, err = p.Access.SignIn(t.Context(), access.SignIn{Login: portaltest.Phone, Password: portaltest.Password})
		require.ErrorIs(t, err, account.ErrHeld)
		_, err = p.Access.SignIn(t.Context(), access.SignIn{Login: portaltest.Phone, Password: "не тот пароль"})
		require.ErrorIs(t, err, access.ErrWrong)
		_, err = p.Access.Start(t.Context(), id, false)
		require.ErrorIs(t, err, account.ErrHeld)

		decide(t, p, id, account.GiveBack(act, time.Now()))
		p.SignIn(t, portaltest.Phone)
	})
}

// decide has an operator decide about the account of that id.
func decide(t *testing.T, p portaltest.Portal, id string, decision es.Decision[account.Account]) {
	t.Helper()
	index, err := es.NewBlindIndex(p.Ports.Secrets.BlindIndex)
	require.NoError(t, err)
	engine, err := es.NewEngine(es.Config{
		Store: p.Ports.Store, Encrypter: p.Ports.Encrypter, BlindIndex: index, Random: rand.Reader,
	})
	require.NoError(t, err)
	accounts, err := es.NewRepository(account.Category, account.Codec())
	require.NoError(t, err)
	require.NoError(t, engine.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
		owner, err := accounts.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		return owner.Decide(decision)
	}))
}
