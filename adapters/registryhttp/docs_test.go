package registryhttp_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/registryhttp"
)

// The contract and the page for people name the statuses of callbacks alike.
func TestStatusesOfCallbacksAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/registries.md")
	require.NoError(t, err)
	_, table, found := strings.Cut(string(page), "Of a portal to a callback.")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "## Figures")
	webhook := load(t).Webhooks["answer"]
	require.NotNil(t, webhook)
	for status := range webhook.Post.Responses.Map() {
		assert.Regexp(t, regexp.MustCompile(`(?m)^\|[^|]*`+status), table)
	}
	assert.Contains(t, string(registryhttp.Contract()), "webhook-signature")
}
