package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What docs/registries.md says to try gives what it says there.
func TestDocumentedCalls(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/registries.md")
	require.NoError(t, err)
	calls := regexp.MustCompile(`curl -i http://127\.0\.0\.1:8090(\S+) (.*) \\\n  -d '(.*)'\n# (.*)`).FindAllStringSubmatch(string(page), -1)
	require.Len(t, calls, 3)
	base := start(t)
	for _, call := range calls {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+call[1], strings.NewReader(call[3]))
		require.NoError(t, err)
		for _, header := range regexp.MustCompile(`-H '([^:]+): ([^']+)'`).FindAllStringSubmatch(call[2], -1) {
			request.Header.Set(header[1], header[2])
		}
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, call[4], strings.TrimSpace(string(body)))
	}
}

func TestFlags(t *testing.T) {
	for _, args := range [][]string{
		{"-later", "soon"},
		{"-token", ""},
		{"-addr", "nowhere:-1"},
		{"-callbacks", "https://portal.example", "-secret", "geheim"},
		{"-callbacks", "nowhere", "-secret", "whsec_a2FiaW5ldC1leGFtcGxlLXNlY3JldC0wMDE="},
	} {
		var out bytes.Buffer
		err := run(t.Context(), args, &out)
		require.Error(t, err, args)
		assert.NotContains(t, err.Error(), "geheim")
	}
}

// start runs the program on a free port until the test ends, and returns where it listens.
func start(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	reading, writing := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- run(ctx, []string{"-addr", "127.0.0.1:0"}, writing) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-done:
			require.NoError(t, err)
		case <-time.After(10 * time.Second):
			t.Error("it does not end")
		}
	})
	line := make([]byte, 100)
	n, err := reading.Read(line)
	require.NoError(t, err)
	return strings.TrimSpace(strings.TrimPrefix(string(line[:n]), "bridges on "))
}
