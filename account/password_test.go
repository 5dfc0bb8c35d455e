package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/password"
)

// REG-4: contact proved and password set, the account is simplified.
func TestSetPassword(t *testing.T) {
	secret, at := hash(t, "password"), began.Add(time.Hour)
	scenario.Given(t, none, stages(t, secret)["proved"]...).
		When(account.SetPassword(secret, at)).
		Then(passwordSet(secret, at)).
		State(func(t testing.TB, a account.Account) {
			assert.Equal(t, account.Live, a.Status)
			assert.Equal(t, account.Simplified, a.Level())
			assert.Equal(t, account.Nothing, a.Next())
			assert.True(t, a.Password.Equal(secret))
			assert.Equal(t, at, a.PasswordAt)
		})
}

// REG-3: the password only after the proof.
func TestSetPasswordRefusals(t *testing.T) {
	secret := hash(t, "password")
	stages := stages(t, secret)
	for name, want := range map[string]error{
		"nothing":    account.ErrNotOpen,
		"registered": account.ErrContactUnproved,
		"live":       account.ErrPasswordSet,
		"abandoned":  account.ErrNotOpen,
	} {
		t.Run(name, func(t *testing.T) {
			scenario.Given(t, none, stages[name]...).When(account.SetPassword(secret, began)).ThenRefused(want, fault.Refused)
		})
	}
}

// PWD-4: the change names the session that goes on; the moment of the change ends the others.
func TestChangePassword(t *testing.T) {
	old, next, at := hash(t, "old"), hash(t, "next"), began.Add(48*time.Hour)
	scenario.Given(t, none, stages(t, old)["live"]...).
		When(account.ChangePassword(old, next, "session", at)).
		Then(account.PasswordChanged{Account: id, Session: "session", At: at, Hash: es.NewPersonal(next)}).
		State(func(t testing.TB, a account.Account) {
			assert.True(t, a.Password.Equal(next))
			assert.Equal(t, at, a.PasswordAt)
			assert.Equal(t, "session", a.KeptSession)
		})
}

// PWD-4: the hash that was compared with the current password must still be the current one.
func TestChangePasswordRefusals(t *testing.T) {
	old, next := hash(t, "old"), hash(t, "next")
	stages := stages(t, old)
	for name, c := range map[string]struct {
		given    history
		verified password.Hash
		want     error
	}{
		"another hash":                   {stages["live"], next, account.ErrPasswordMoved},
		"no hash":                        {stages["live"], password.Hash{}, account.ErrPasswordMoved},
		"nothing":                        {stages["nothing"], password.Hash{}, account.ErrNotOpen},
		"unfinished":                     {stages["proved"], password.Hash{}, account.ErrNotOpen},
		"abandoned, with its former one": {stages["abandoned"], old, account.ErrNotOpen},
	} {
		t.Run(name, func(t *testing.T) {
			scenario.Given(t, none, c.given...).When(account.ChangePassword(c.verified, next, "", began)).
				ThenRefused(c.want, fault.Refused)
		})
	}
}

// PWD-3: an old hash is replaced by one with the present parameters; nothing else changes by that, so no
// session ends.
func TestRehashPassword(t *testing.T) {
	old, renewed, at := hash(t, "password"), hash(t, "password"), began.Add(time.Hour)
	live := es.Evolve(none, stages(t, old)["live"]...)
	scenario.Given(t, live).
		When(account.RehashPassword(old, renewed, at)).
		Then(account.PasswordRehashed{Account: id, At: at, Hash: es.NewPersonal(renewed)}).
		State(func(t testing.TB, a account.Account) {
			assert.True(t, a.Password.Equal(renewed))
			a.Password = live.Password
			assert.Equal(t, live, a)
		})
}

// PWD-3: a password changed meanwhile is not brought back by a late rehash.
func TestRehashComesTooLate(t *testing.T) {
	old, next := hash(t, "old"), hash(t, "next")
	stages := stages(t, old)
	changed := append(stages["live"], account.PasswordChanged{Account: id, At: began, Hash: es.NewPersonal(next)})
	scenario.Given(t, none, changed...).When(account.RehashPassword(old, hash(t, "old"), began)).ThenNothing()
	for _, stage := range []string{"nothing", "proved", "abandoned"} {
		scenario.Given(t, none, stages[stage]...).When(account.RehashPassword(password.Hash{}, next, began)).ThenNothing()
	}
}

// PWD-1: the person's own names and contacts are the words a password must not contain.
func TestPasswordContext(t *testing.T) {
	a := es.Evolve(none, stages(t, hash(t, "password"))["live"]...)
	a = confirmed(email(t), began).Evolve(a)
	for _, text := range []string{"Ёлкина и зима", "зимаАннА99", "q-sergeevna-q", "anna&zima&sneg", "зима1234567снег"} {
		assert.ErrorIs(t, password.Modern().Check(text, a.PasswordContext()), password.ErrContainsPersonal, text)
	}
	assert.NoError(t, password.Modern().Check("тихий омут и семь журавлей", a.PasswordContext()))
}
