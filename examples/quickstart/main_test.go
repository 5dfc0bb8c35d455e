package main

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write testdata/story.txt anew")

// TestStory walks in virtual time, so that only ids and the code are different each time.
func TestStory(t *testing.T) {
	const golden = "testdata/story.txt"
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		require.NoError(t, run(t.Context(), &out))
		story := normalised(out.String())
		if *update {
			require.NoError(t, os.WriteFile(golden, []byte(story), 0o600))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		assert.Equal(t, string(want), story)

		for _, line := range strings.Split(out.String(), "\n") {
			assert.LessOrEqual(t, len([]rune(line)), 100, "a terminal shows it in one line: %s", line)
		}
		assert.NotContains(t, out.String(), secret, "no event holds the password in clear")
	})
}

func TestPublic(t *testing.T) {
	for name, test := range map[string]struct {
		json string
		want []string
	}{
		"in order":   {`{"b":"x","a":true,"c":3}`, []string{"b x,", "a true,", "c 3"}},
		"a long id":  {`{"id":"01M808P06EKDXVSJ0MYPQPAXKK.12"}`, []string{"id …QPAXKK.12"}},
		"a time":     {`{"at":"2026-11-21T23:57:19.438395Z"}`, []string{"at 23:57:19"}},
		"a list":     {`{"l":[{"a":"x","b":"y"},{"a":"z"}]}`, []string{"l (a x, b y),", "l (a z)"}},
		"empty":      {`{}`, nil},
		"no object":  {`x`, []string{"x"}},
		"cut object": {`{"a":"`, []string{`{"a":"`}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, public([]byte(test.json)))
		})
	}
}

var (
	ids   = regexp.MustCompile(`…[\w-]{6}`)
	codes = regexp.MustCompile(`код \d{6}`)
)

func normalised(story string) string {
	return codes.ReplaceAllString(ids.ReplaceAllString(story, "…······"), `код ······`)
}
