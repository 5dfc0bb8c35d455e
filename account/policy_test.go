package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
)

// REG-2, REG-7, NOT-5: the figures of the rules.
func TestDefaultPolicy(t *testing.T) {
	require.NoError(t, policy.Validate())
	assert.Equal(t, account.Policy{
		RequiredConsents: []account.Purpose{"terms", "personal-data"},
		AbandonAfter:     168 * time.Hour,
		RemindAfter:      []time.Duration{24 * time.Hour, 72 * time.Hour, 144 * time.Hour},
	}, policy)
}

func TestPolicyMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		policy account.Policy
		want   []string
	}{
		"zero":       {account.Policy{}, []string{"AbandonAfter 0s is not positive"}},
		"too late":   {account.Policy{AbandonAfter: day, RemindAfter: []time.Duration{day}}, []string{"RemindAfter 24h0m0s"}},
		"descending": {account.Policy{AbandonAfter: day, RemindAfter: []time.Duration{2, 1}}, []string{"RemindAfter 1ns"}},
		"twice":      {account.Policy{AbandonAfter: day, RemindAfter: []time.Duration{2, 2}}, []string{"RemindAfter 2ns"}},
		"negative":   {account.Policy{AbandonAfter: day, RemindAfter: []time.Duration{-1}}, []string{"RemindAfter -1ns"}},
		"all at once": {
			account.Policy{AbandonAfter: -1, RemindAfter: []time.Duration{-1, 1}},
			[]string{"AbandonAfter -1ns", "RemindAfter -1ns", "RemindAfter 1ns"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.policy.Validate()
			require.ErrorIs(t, err, fault.Permanent)
			for _, want := range c.want {
				assert.ErrorContains(t, err, want)
			}
		})
	}
	assert.NoError(t, account.Policy{AbandonAfter: 1}.Validate())
}
