package registration_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/fault/shape"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/registration"
)

// Wiring mistakes come to light when the service is made, all at once.
func TestNew(t *testing.T) {
	d := newDesk(t)
	whole := registration.Config{
		Engine: d.engine, Accounts: d.accounts, Confirmations: d.confirmations, Passwords: password.Modern(),
		Hasher: d.hasher, Validator: shape.NewValidator(), Policy: registration.DefaultPolicy(),
	}
	_, err := registration.New(whole)
	require.NoError(t, err)
	for name, change := range map[string]func(*registration.Config){
		"engine":        func(c *registration.Config) { c.Engine = nil },
		"accounts":      func(c *registration.Config) { c.Accounts = nil },
		"confirmations": func(c *registration.Config) { c.Confirmations = nil },
		"hasher":        func(c *registration.Config) { c.Hasher = nil },
		"validator":     func(c *registration.Config) { c.Validator = nil },
		"passwords":     func(c *registration.Config) { c.Passwords = password.Policy{} },
		"policy":        func(c *registration.Config) { c.Policy.Account.AbandonAfter = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			config := whole
			change(&config)
			_, err := registration.New(config)
			require.ErrorIs(t, err, fault.Permanent)
		})
	}
	_, err = registration.New(registration.Config{})
	for _, want := range []string{"incomplete", "password policy", "account policy"} {
		assert.ErrorContains(t, err, want)
	}
}

// REG-2, REG-7, REG-8: the figures and choices of the rules.
func TestDefaultPolicy(t *testing.T) {
	assert.Equal(t, registration.Policy{Account: account.DefaultPolicy()}, registration.DefaultPolicy())
	require.NoError(t, registration.DefaultPolicy().Validate())
}
