package confirmation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
)

// COD-1, COD-2, COD-3, COD-4: the figures of the rules.
func TestDefaultPolicy(t *testing.T) {
	require.NoError(t, policy.Validate())
	code := confirmation.CodePolicy{Alphabet: "0123456789", Length: 6, ValidFor: 5 * time.Minute, Tries: 5}
	letter := code
	letter.ValidFor = 24 * time.Hour
	assert.Equal(t, confirmation.Policy{
		SMS: code, Email: letter,
		SendPause: time.Minute, SendsPerHour: 5, SendsPerDay: 20, WrongPerDay: 50, GrantFor: 30 * time.Minute,
	}, policy)
}

func TestPolicyMistakes(t *testing.T) {
	err := confirmation.Policy{}.Validate()
	require.ErrorIs(t, err, fault.Permanent)
	for _, figure := range []string{"SMS", "Email", "SendPause", "SendsPerHour", "SendsPerDay", "WrongPerDay", "GrantFor"} {
		assert.ErrorContains(t, err, figure)
	}
	for name, change := range map[string]func(*confirmation.CodePolicy){
		"no alphabet":  func(c *confirmation.CodePolicy) { c.Alphabet = "" },
		"one letter":   func(c *confirmation.CodePolicy) { c.Alphabet = "0" },
		"no length":    func(c *confirmation.CodePolicy) { c.Length = 0 },
		"no validity":  func(c *confirmation.CodePolicy) { c.ValidFor = 0 },
		"no tries":     func(c *confirmation.CodePolicy) { c.Tries = 0 },
		"uneven":       func(c *confirmation.CodePolicy) { c.Length = 14 },
		"beyond all":   func(c *confirmation.CodePolicy) { c.Length = 1000 },
		"not in ASCII": func(c *confirmation.CodePolicy) { c.Alphabet = "АБВГД" },
		"repeated":     func(c *confirmation.CodePolicy) { c.Alphabet = "0011" },
	} {
		t.Run(name, func(t *testing.T) {
			changed := policy
			change(&changed.Email)
			err := changed.Validate()
			require.ErrorIs(t, err, fault.Permanent)
			assert.ErrorContains(t, err, "Email")
			assert.NotContains(t, err.Error(), "SMS")
		})
	}
}

// CNF-4: the code of a letter, 10 characters of Base32, can be drawn.
func TestLongestCodes(t *testing.T) {
	for alphabet, length := range map[confirmation.Alphabet]int{confirmation.Decimal: 13, confirmation.Crockford: 12} {
		changed := policy
		changed.SMS.Alphabet, changed.SMS.Length = alphabet, length
		require.NoError(t, changed.Validate())
		changed.SMS.Length++
		require.Error(t, changed.Validate(), strings.Repeat("0", length+1))
	}
}
