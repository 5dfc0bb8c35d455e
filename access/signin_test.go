package access_test

import (
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/registration"
)

// ACC-1: any proved contact is a login, however it is spelled.
func TestSignInByAnySpellingOfAProvedContact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		id := p.Person(t, portaltest.Phone)
		p.AddContact(t, id, portaltest.Email)

		for _, login := range []string{portaltest.Phone, "8 916 123-45-67", "9161234567", portaltest.Email, "anna@EXAMPLE.ru"} {
			require.Equal(t, id, p.SignIn(t, login).Account, login)
		}
	})
}

// ACC-2: an unknown login, one that is none, a wrong password, and an unfinished registration cannot
// be told apart by the answer.
func TestUnknownLoginAndWrongPasswordAreAlike(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Person(t, portaltest.Phone)
		_, err := p.Registration.Register(t.Context(), registration.Register{
			Name: registration.Name{Family: "Ким", Given: "Ян"}, Contact: portaltest.Email, Consents: portaltest.Consents(),
		})
		require.NoError(t, err)

		_, want := p.Access.SignIn(t.Context(), access.SignIn{Login: portaltest.Phone, Password: "не тот пароль"})
		require.ErrorIs(t, want, access.ErrWrong)
		for _, login := range []string{"+79990000000", "nobody@example.ru", "nonsense", portaltest.Email} {
			_, err := p.Access.SignIn(t.Context(), access.SignIn{Login: login, Password: "не тот пароль"})
			require.Equal(t, want, err, login)
		}
		require.Equal(t, "Неверный логин или пароль", fault.All(want)[0].Message(language.Russian))
	})
}

// ACC-2: both cost one hashing. Memory allocated shows it without a clock: Argon2id fills it all.
func TestUnknownLoginAndWrongPasswordCostTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const memory = 8 << 20
		p := portaltest.Start(t, func(policy *kabinet.Policy) { policy.Hashing.Params.Memory = memory >> 10 })
		p.Person(t, portaltest.Phone)
		cost := func(login string) uint64 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := p.Access.SignIn(t.Context(), access.SignIn{Login: login, Password: "не тот пароль"})
			runtime.ReadMemStats(&after)
			require.ErrorIs(t, err, access.ErrWrong)
			return after.TotalAlloc - before.TotalAlloc
		}
		for _, login := range []string{portaltest.Phone, "+79990000000", "nonsense"} {
			spent := cost(login)
			require.Greater(t, spent, uint64(memory), login)
			require.Less(t, spent, uint64(2*memory), login)
		}
	})
}

// PWD-3: a hash made with other parameters is brought up to date at the next sign-in, without telling.
func TestSignInRenewsAnOutdatedHash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		id := p.Person(t, portaltest.Phone)
		policy := kabinet.DefaultPolicy()
		policy.Hashing.Params = password.CheapestParams()
		policy.Hashing.Params.Time = 3
		newer, err := kabinet.New(p.Ports, policy)
		require.NoError(t, err)

		for range 2 {
			_, err = newer.Access.SignIn(t.Context(), access.SignIn{Login: portaltest.Phone, Password: portaltest.Password})
			require.NoError(t, err)
		}
		owner, err := newer.Accounts.Get(t.Context(), id)
		require.NoError(t, err)
		require.Contains(t, owner.Password.Reveal(), ",t=3,")
		require.Equal(t, 1, p.Count(t, "account.password-rehashed"))
	})
}

// A store in trouble is not a wrong password.
func TestSignInPassesTroubleOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Person(t, portaltest.Phone)
		require.NoError(t, p.Events.Close())
		_, err := p.Access.SignIn(t.Context(), access.SignIn{Login: portaltest.Phone, Password: portaltest.Password})
		require.ErrorIs(t, err, eventsourcing.ErrClosed)
		require.NotErrorIs(t, err, fault.Refused)
	})
}

func TestSignInNamesMissingFields(t *testing.T) {
	p := portaltest.Start(t)
	_, err := p.Access.SignIn(t.Context(), access.SignIn{})
	var paths []string
	for _, f := range fault.All(err) {
		paths = append(paths, f.Path)
	}
	require.Equal(t, []string{"login", "password"}, paths)
}

// Passwords, logins and tokens never reach the public part of an event.
func TestNothingSecretInClear(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Person(t, portaltest.Phone)
		admitted := p.SignIn(t, portaltest.Phone)
		synctest.Wait()
		require.Empty(t, p.Leaks(t, portaltest.Password, portaltest.Phone, "9161234567", admitted.Token.Reveal(), "Ёлкина", "Анна"))
		require.NotContains(t, admitted.Token.String(), admitted.Token.Reveal())
	})
}
