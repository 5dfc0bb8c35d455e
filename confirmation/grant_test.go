package confirmation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/confirmation"
)

func TestParseGrant(t *testing.T) {
	for text, want := range map[string]string{
		"challenge.secret":   "challenge.secret",
		"challenge.sec.ret":  "challenge.sec.ret",
		"":                   "",
		".":                  "",
		"challenge":          "",
		"challenge.":         "",
		".secret":            "",
		"вызов.секрет\x00\n": "вызов.секрет\x00\n",
	} {
		grant := confirmation.ParseGrant(text)
		assert.Equal(t, want, grant.Reveal(), "%q", text)
		assert.Equal(t, want == "", grant.IsZero(), "%q", text)
	}
	assert.True(t, confirmation.Grant{}.IsZero())
	assert.Empty(t, confirmation.Grant{}.Reveal())
}

func FuzzParseGrant(f *testing.F) {
	f.Add("challenge.secret")
	f.Add(".")
	f.Add("\xff.\x00")
	f.Add(strings.Repeat("a.", 100))
	f.Fuzz(func(t *testing.T, text string) {
		grant := confirmation.ParseGrant(text)
		if again := confirmation.ParseGrant(grant.Reveal()); again.Reveal() != grant.Reveal() {
			t.Fatalf("%q became %q and then %q", text, grant.Reveal(), again.Reveal())
		}
		if !grant.IsZero() && grant.Reveal() != text {
			t.Fatalf("%q became %q", text, grant.Reveal())
		}
	})
}
