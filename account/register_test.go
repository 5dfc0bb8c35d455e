package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/fault"
)

func registration(t testing.TB) account.Registration {
	t.Helper()
	return account.Registration{
		Account: id, Name: fullName(t), Contact: phone(t), Language: "ru", Channel: "web",
		Consents: consents(time.Time{}),
	}
}

// REG-1, REG-2: a name, one contact and the consents, which are recorded with version, time and channel.
func TestRegister(t *testing.T) {
	scenario.Given(t, none).
		When(account.Register(registration(t), policy, began)).
		Then(registered(t)).
		State(func(t testing.TB, a account.Account) {
			assert.Equal(t, account.Registering, a.Status)
			assert.Equal(t, account.ProveContact, a.Next())
			assert.Equal(t, account.Unfinished, a.Level())
			assert.Equal(t, consents(began), a.Consents)
			assert.Equal(t, "Ёлкина Анна Сергеевна", a.Name.Reveal())
			assert.Empty(t, a.Contacts, "REG-5: the contact is not proved, so the account has none")
		})
}

// REG-1: the contact may as well be an e-mail.
func TestRegisterWithEmail(t *testing.T) {
	r := registration(t)
	r.Contact = email(t)
	scenario.Given(t, none).When(account.Register(r, policy, began)).State(func(t testing.TB, a account.Account) {
		assert.Equal(t, account.Registering, a.Status)
	})
}

// REG-2: the consents given are not changed in the hands of the caller.
func TestRegisterLeavesItsArgumentsAlone(t *testing.T) {
	r := registration(t)
	scenario.Given(t, none).When(account.Register(r, policy, began))
	assert.Equal(t, consents(time.Time{}), r.Consents)
}

// REG-2, REG-9: each consent that is missing is a fault of its own.
func TestRegisterWithoutConsents(t *testing.T) {
	for name, c := range map[string]struct {
		given []account.Consent
		want  []string
	}{
		"none":            {nil, []string{"consents.terms", "consents.personal-data"}},
		"one":             {consents(began)[:1], []string{"consents.personal-data"}},
		"another purpose": {[]account.Consent{{Purpose: "news", Version: "1"}}, []string{"consents.terms", "consents.personal-data"}},
		"no version":      {[]account.Consent{{Purpose: account.Terms}, consents(began)[1]}, []string{"consents.terms"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := registration(t)
			r.Consents = c.given
			scenario.Given(t, none).When(account.Register(r, policy, began)).
				ThenRefused(account.ErrConsentRequired, fault.Refused)
			var paths []string
			for _, f := range fault.All(account.CheckConsents(policy.RequiredConsents, c.given)) {
				paths = append(paths, f.Path)
			}
			assert.Equal(t, c.want, paths)
		})
	}
}

func TestRegisterDemandsWhatThePolicyDemands(t *testing.T) {
	r := registration(t)
	r.Consents = nil
	scenario.Given(t, none).When(account.Register(r, account.Policy{}, began)).State(func(t testing.TB, a account.Account) {
		assert.Equal(t, account.Registering, a.Status)
	})
}

func TestRegisterOnce(t *testing.T) {
	for name, history := range stages(t, hash(t, "password")) {
		if name == "nothing" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			scenario.Given(t, none, history...).When(account.Register(registration(t), policy, began)).
				ThenRefused(account.ErrExists)
		})
	}
}
