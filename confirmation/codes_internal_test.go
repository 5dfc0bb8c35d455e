package confirmation

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

func secret(fill byte) []byte { return bytes.Repeat([]byte{fill}, 32) }

func testCodes(t testing.TB) *Codes {
	t.Helper()
	codes, err := NewCodes("one", map[string][]byte{"one": secret(1), "two": secret(2)})
	require.NoError(t, err)
	return codes
}

func sent(id string, send int) Challenge { return Challenge{ID: id, Send: send, Secret: "one"} }

// chiSquare measures how far the counts are from being equal.
func chiSquare(counts []int) float64 {
	total := 0
	for _, count := range counts {
		total += count
	}
	expected, sum := float64(total)/float64(len(counts)), 0.0
	for _, count := range counts {
		sum += (float64(count) - expected) * (float64(count) - expected) / expected
	}
	return sum
}

// COD-1: 200,000 codes are 6 decimal digits each, with their leading zeros, and spread evenly: every
// digit at every place, and the codes themselves over a thousand intervals. The secret is fixed, so the
// test gives the same each time; the bounds are those that one in 10,000 fair draws exceeds.
func TestCodesAreUniform(t *testing.T) {
	const draws = 200_000
	codes, policy := testCodes(t), DefaultPolicy().SMS
	digits := make([][]int, policy.Length)
	for place := range digits {
		digits[place] = make([]int, 10)
	}
	intervals := make([]int, 1000)
	for i := range draws {
		code, known := codes.code(sent(fmt.Sprintf("challenge-%d", i/4), i%4+1), policy)
		require.True(t, known)
		require.Len(t, code, 6)
		number := 0
		for place, digit := range []byte(code) {
			require.True(t, digit >= '0' && digit <= '9', code)
			digits[place][digit-'0']++
			number = number*10 + int(digit-'0')
		}
		intervals[number/1000]++
	}
	for place, counts := range digits {
		assert.Less(t, chiSquare(counts), 33.72, "9 degrees of freedom, place %d: %v", place, counts)
	}
	assert.Less(t, chiSquare(intervals), 1172.0, "999 degrees of freedom")
}

// COD-2: a token has 256 bits, and none occurs twice.
func TestTokens(t *testing.T) {
	codes, seen := testCodes(t), map[string]bool{}
	for i := range 1000 {
		token := codes.token(sent("challenge", i+1))
		bits, err := base64.RawURLEncoding.DecodeString(token)
		require.NoError(t, err)
		require.Len(t, bits, 32)
		require.False(t, seen[token])
		seen[token] = true
	}
}

// COD-5, COD-7: code, token and grant change with challenge, sending and secret, and not otherwise; one
// does not betray another.
func TestWhatCodesDependOn(t *testing.T) {
	codes, policy := testCodes(t), DefaultPolicy().SMS
	derive := func(c Challenge) [3]string {
		code, known := codes.code(c, policy)
		require.True(t, known)
		return [3]string{code, codes.token(c), codes.grant(c).Reveal()}
	}
	first := derive(sent("a", 1))
	again := sent("a", 1)
	again.Wrong, again.Account, again.Language = 3, "x", "en"
	assert.Equal(t, first, derive(again))
	rotated := sent("a", 1)
	rotated.Secret = "two"
	for name, other := range map[string]Challenge{"challenge": sent("b", 1), "sending": sent("a", 2), "secret": rotated} {
		for i, value := range derive(other) {
			assert.NotEqual(t, first[i], value, name)
		}
	}
	assert.NotEqual(t, first[1], first[2], "token and grant")
}

func TestCodeOfTheLetterAlphabet(t *testing.T) {
	policy := CodePolicy{Alphabet: Crockford, Length: 10}
	code, known := testCodes(t).code(sent("a", 1), policy)
	require.True(t, known)
	require.Len(t, code, 10)
	for _, r := range code {
		assert.Contains(t, string(Crockford), string(r))
	}
	assert.Equal(t, code, Crockford.Normalise(strings.ToLower(code[:5]+" - "+code[5:])))
}

// COD-7: the comparison looks at code and token as they would be sent.
func TestCompare(t *testing.T) {
	codes, policy := testCodes(t), DefaultPolicy()
	c := sent("a", 1)
	c.Kind = person.ContactEmail
	code, _ := codes.code(c, policy.Email)
	token := codes.token(c)
	gone := c
	gone.Secret = "gone"
	for name, row := range map[string]struct {
		c     Challenge
		given Answer
		by    Means
		right bool
		known bool
	}{
		"right code":                    {c, Answer{Code: code}, ByCode, true, true},
		"right code, spaced":            {c, Answer{Code: code[:3] + " " + code[3:]}, ByCode, true, true},
		"wrong code":                    {c, Answer{Code: other(code)}, ByCode, false, true},
		"part of the code":              {c, Answer{Code: code[:5]}, ByCode, false, true},
		"more than the code":            {c, Answer{Code: code + "0"}, ByCode, false, true},
		"nothing":                       {c, Answer{}, ByCode, false, true},
		"right token":                   {c, Answer{Token: token}, ByLink, true, true},
		"wrong token":                   {c, Answer{Token: token[1:]}, ByLink, false, true},
		"code as token":                 {c, Answer{Token: code}, ByLink, false, true},
		"token as code":                 {c, Answer{Code: token}, ByCode, false, true},
		"both right":                    {c, Answer{Code: code, Token: token}, ByLink, true, true},
		"right token, wrong code":       {c, Answer{Code: other(code), Token: token}, ByLink, true, true},
		"broken token, right code":      {c, Answer{Code: code, Token: "broken"}, ByCode, true, true},
		"both wrong":                    {c, Answer{Code: other(code), Token: "broken"}, ByCode, false, true},
		"secret gone":                   {gone, Answer{Code: code}, ByCode, false, false},
		"secret gone, empty code":       {gone, Answer{Code: ""}, ByCode, false, false},
		"secret gone, token of nothing": {gone, Answer{Token: base64.RawURLEncoding.EncodeToString(nil) + " "}, ByLink, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			by, right, known := codes.compare(row.c, row.given, policy.Email)
			assert.Equal(t, row.by, by)
			assert.Equal(t, row.right, right)
			assert.Equal(t, row.known, known)
		})
	}
}

// other is a code that is not this one.
func other(code string) string {
	last := code[len(code)-1]
	return code[:len(code)-1] + string('0'+(last-'0'+1)%10)
}

func TestNewCodes(t *testing.T) {
	for name, c := range map[string]struct {
		current string
		secrets map[string][]byte
		want    []string
	}{
		"none":         {"one", nil, []string{`no secret "one"`}},
		"no current":   {"two", map[string][]byte{"one": secret(1)}, []string{`no secret "two"`}},
		"short":        {"one", map[string][]byte{"one": secret(1)[1:]}, []string{"31 bytes"}},
		"short, empty": {"two", map[string][]byte{"one": {}, "two": secret(1), "three": {3}}, []string{"0 bytes", "1 bytes"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewCodes(c.current, c.secrets)
			require.ErrorIs(t, err, fault.Permanent)
			for _, want := range c.want {
				assert.ErrorContains(t, err, want)
			}
		})
	}
}

// The caller may wipe its secrets afterwards.
func TestCodesKeepTheirOwnSecrets(t *testing.T) {
	mine := secret(1)
	codes, err := NewCodes("one", map[string][]byte{"one": mine})
	require.NoError(t, err)
	clear(mine)
	code, _ := codes.code(sent("a", 1), DefaultPolicy().SMS)
	want, _ := testCodes(t).code(sent("a", 1), DefaultPolicy().SMS)
	assert.Equal(t, want, code)
}

// COD-7: whatever holds a code or a secret prints a mask.
func TestNothingPrintsSecrets(t *testing.T) {
	codes := testCodes(t)
	letter := Letter{Challenge: sent("a", 1), Code: "hush", Token: "hush"}
	grant := newGrant("hush", "hush")
	hidden, err := person.ParsePhoneOrEmail("hush@example.ru")
	require.NoError(t, err)
	challenge := Challenge{ID: "a", Contact: hidden}
	for _, value := range []any{
		challenge, &challenge,
		Proof{Contact: hidden},
		letter, &letter, grant, &grant,
		Answer{Code: "hush", Token: "hush"},
		codes, *codes,
		Proof{Grant: grant},
		Verdict{Proof: Proof{Grant: grant}},
		struct{ hidden Grant }{grant},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X"} {
			printed := fmt.Sprintf(verb, value)
			assert.NotContains(t, printed, "hush", "%T %s", value, verb)
			assert.NotContains(t, printed, "68757368", "%T %s", value, verb)
			assert.NotContains(t, printed, "1 1 1", "%T %s", value, verb)
			assert.NotContains(t, printed, "0x1, 0x1", "%T %s", value, verb)
			assert.NotContains(t, printed, "0101", "%T %s", value, verb)
		}
		var log strings.Builder
		slog.New(slog.NewJSONHandler(&log, nil)).Info("value", "value", value)
		assert.NotContains(t, log.String(), "hush", "%T", value)
		assert.NotContains(t, log.String(), "AQEB", "%T", value)
	}
}
