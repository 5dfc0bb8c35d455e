package access_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/internal/portaltest"
)

// ACC-4: idle 30 min, on a public computer 10 min, absolute 12 h; refused at the very moment.
func TestSessionsEnd(t *testing.T) {
	for name, test := range map[string]struct {
		public bool
		idle   time.Duration
	}{"own computer": {false, 30 * time.Minute}, "public computer": {true, 10 * time.Minute}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := portaltest.Start(t)
				p.Person(t, portaltest.Phone)
				admitted, err := p.Access.SignIn(t.Context(), access.SignIn{Login: portaltest.Phone, Password: portaltest.Password, Public: test.public})
				require.NoError(t, err)

				time.Sleep(test.idle - time.Millisecond)
				used, err := p.Access.Authenticate(t.Context(), admitted.Token)
				require.NoError(t, err)
				require.Equal(t, time.Now().UTC().Add(test.idle).Truncate(time.Microsecond), used.ExpiresAt)

				time.Sleep(test.idle)
				_, err = p.Access.Authenticate(t.Context(), admitted.Token)
				require.ErrorIs(t, err, access.ErrNoSession)
			})
		})
	}
}

func TestSessionEndsByAgeHoweverMuchItIsUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Person(t, portaltest.Phone)
		admitted := p.SignIn(t, portaltest.Phone)
		for range 12*6 - 1 {
			time.Sleep(10 * time.Minute)
			_, err := p.Access.Authenticate(t.Context(), admitted.Token)
			require.NoError(t, err)
		}
		time.Sleep(10 * time.Minute)
		_, err := p.Access.Authenticate(t.Context(), admitted.Token)
		require.ErrorIs(t, err, access.ErrNoSession)
	})
}

func TestUseIsWrittenDownOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Person(t, portaltest.Phone)
		admitted := p.SignIn(t, portaltest.Phone)
		for range 120 {
			time.Sleep(time.Second)
			_, err := p.Access.Authenticate(t.Context(), admitted.Token)
			require.NoError(t, err)
		}
		require.Equal(t, 2, p.Count(t, "access.session-seen"))
	})
}

func TestSignOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Person(t, portaltest.Phone)
		mine, other := p.SignIn(t, portaltest.Phone), p.SignIn(t, portaltest.Phone)
		for range 2 {
			require.NoError(t, p.Access.SignOut(t.Context(), mine.Token))
		}
		_, err := p.Access.Authenticate(t.Context(), mine.Token)
		require.ErrorIs(t, err, access.ErrNoSession)
		_, err = p.Access.Authenticate(t.Context(), other.Token)
		require.NoError(t, err)
		require.Equal(t, 1, p.Count(t, "access.signed-out"))
	})
}

func TestATokenThatStandsForNobody(t *testing.T) {
	p := portaltest.Start(t)
	for _, text := range []string{"", "x", "\x00", string(make([]byte, 10_000))} {
		_, err := p.Access.Authenticate(t.Context(), access.ParseToken(text))
		require.ErrorIs(t, err, access.ErrNoSession)
		require.NoError(t, p.Access.SignOut(t.Context(), access.ParseToken(text)))
	}
}

func TestOnlyALiveAccountGetsASession(t *testing.T) {
	p := portaltest.Start(t)
	_, err := p.Access.Start(t.Context(), "nobody", false)
	require.ErrorIs(t, err, access.ErrNoSession)
}

func TestDecisions(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	policy := access.DefaultPolicy()
	owner := account.Account{ID: "a", Status: account.Live, PasswordAt: now.Add(-time.Hour)}
	opened := access.SignedIn{Session: "s", Account: "a", At: now}

	t.Run("open", func(t *testing.T) {
		scenario.Given(t, access.Session{}).When(access.Open("s", "a", true, now)).
			Then(access.SignedIn{Session: "s", Account: "a", Public: true, At: now})
	})
	t.Run("use soon after", func(t *testing.T) {
		scenario.Given(t, access.Session{}, opened).When(access.Use(owner, policy, now.Add(59*time.Second))).ThenNothing()
	})
	t.Run("use later", func(t *testing.T) {
		at := now.Add(time.Minute)
		scenario.Given(t, access.Session{}, opened).When(access.Use(owner, policy, at)).
			Then(access.SessionSeen{Session: "s", At: at})
	})
	t.Run("use of another's session", func(t *testing.T) {
		stranger := owner
		stranger.ID = "b"
		scenario.Given(t, access.Session{}, opened).When(access.Use(stranger, policy, now)).ThenRefused(access.ErrNoSession)
	})
	t.Run("use after a password change elsewhere", func(t *testing.T) {
		changed := owner
		changed.PasswordAt, changed.KeptSession = now.Add(time.Second), "other"
		scenario.Given(t, access.Session{}, opened).When(access.Use(changed, policy, now.Add(2*time.Second))).
			ThenRefused(access.ErrNoSession)
	})
	t.Run("end", func(t *testing.T) {
		scenario.Given(t, access.Session{}, opened).When(access.End(now)).Then(access.SignedOut{Session: "s", At: now})
		scenario.Given(t, access.Session{}, opened, access.SignedOut{Session: "s", At: now}).When(access.End(now)).ThenNothing()
		scenario.Given(t, access.Session{}).When(access.End(now)).ThenNothing()
	})
}
