package account_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
)

// LVL-1: simplified < standard < confirmed, below them what is unfinished.
func TestLevels(t *testing.T) {
	assert.IsIncreasing(t, []account.Level{account.Unfinished, account.Simplified, account.Standard, account.Confirmed})
	for level, word := range map[account.Level]string{
		account.Unfinished: "unfinished", account.Simplified: "simplified",
		account.Standard: "standard", account.Confirmed: "confirmed",
	} {
		assert.Equal(t, word, level.String())
		text, err := json.Marshal(map[string]account.Level{"level": level})
		require.NoError(t, err)
		var back map[string]account.Level
		require.NoError(t, json.Unmarshal(text, &back))
		assert.Equal(t, level, back["level"])
	}
	assert.Equal(t, "level(4)", account.Level(4).String())
	assert.Equal(t, "level(-1)", account.Level(-1).String())
	level := account.Standard
	require.Error(t, level.UnmarshalText([]byte("высокий")))
	assert.Equal(t, account.Standard, level)
}
