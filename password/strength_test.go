package password_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/password"
)

func hintCodes(estimate password.Estimate) []string {
	var codes []string
	for _, hint := range estimate.Hints {
		codes = append(codes, strings.TrimPrefix(hint.Code, "password.hint."))
	}
	return codes
}

func TestStrength(t *testing.T) {
	owner := password.NewContext("Рокоссовский", "k.rokossovsky@example.org", "+7 916 555-01-73")
	tests := []struct {
		password string
		score    int
		hints    []string
	}{
		// What the library alone takes for very strong.
		{"йцукен", 0, []string{"common"}},
		{"пароль123", 0, []string{"common"}},
		{"gfhjkm", 0, []string{"common"}},

		{"", 0, []string{"longer"}},
		{"password", 0, []string{"common"}},
		{"refrigerator", 0, []string{"words", "longer"}},
		{"приветлена", 0, []string{"words", "longer"}},
		{"ghbdtnktyf", 0, []string{"words", "longer"}}, // the same keys
		{"приветлена77", 2, []string{"words", "longer"}},
		{"вапролджык", 1, []string{"pattern", "longer"}},
		{"vq-гдежзийкл", 1, []string{"pattern", "longer"}},
		{"zqvk-2024", 3, []string{"pattern", "longer"}},
		{"zqvk12.03.1985", 3, []string{"pattern", "longer"}},
		{"2024год!!", 3, []string{"pattern", "longer"}},
		{"tr0ub4dour&3", 2, []string{"words", "longer"}},
		{"dkjsfhqw", 3, []string{"longer"}},
		{"xK9$m", 1, []string{"longer"}}, // too short
		{"рокоссовский на белом коне", 1, []string{"personal", "words", "longer"}},
		{"hjrjccjdcrbq на белом коне", 1, []string{"personal", "words", "longer"}},
		{"5550173-zwpq-7fhw", 1, []string{"personal", "words", "longer"}},
		{"xK9$mq2!vL", 4, nil},
		{"ж7ук8лпн2вф", 4, nil},
		{"correct horse battery staple", 4, nil},
		{"корова батарея скрепка лошадь", 4, nil},
	}
	for _, test := range tests {
		t.Run(test.password, func(t *testing.T) {
			estimate := password.Modern().Strength(test.password, owner)
			assert.Equal(t, test.score, estimate.Score)
			assert.Equal(t, test.hints, hintCodes(estimate))
		})
	}
}

func TestTooShortForThePolicyIsNeverStrong(t *testing.T) {
	policy := password.Modern()
	policy.MinLength = 11
	estimate := policy.Strength("xK9$mq2!vL", password.Context{})
	assert.Equal(t, 1, estimate.Score)
	assert.Equal(t, []string{"longer"}, hintCodes(estimate))
}

func TestStrengthGrowsWithRandomLength(t *testing.T) {
	random := []rune("q8ж$fвz1щRtю%0Gл7")
	previous := 0
	for n := range random {
		score := password.Modern().Strength(string(random[:n]), password.Context{}).Score
		assert.GreaterOrEqual(t, score, previous, n)
		previous = score
	}
	assert.Equal(t, 4, previous)
}

func TestCapitalsCountForALittle(t *testing.T) {
	policy := password.Modern()
	policy.ScoreBits = [4]float64{36, 38, 40, 44} // around eight random letters
	assert.Greater(t, policy.Strength("dKjSFhqW", password.Context{}).Score, policy.Strength("dkjsfhqw", password.Context{}).Score)
}

func TestHintsSpeakBothLanguages(t *testing.T) {
	seen := map[string]bool{}
	for _, hint := range []password.Hint{
		password.HintCommon, password.HintPersonal, password.HintPattern, password.HintWords, password.HintLonger,
	} {
		assert.False(t, seen[hint.Code])
		seen[hint.Code] = true
		assert.Regexp(t, `^password\.hint\.[a-z]+$`, hint.Code)
		assert.Regexp(t, `^[А-ЯЁ][^{}]+$`, hint.Message(language.Russian))
		assert.Regexp(t, `^[A-Z][^{}]+$`, hint.Message(language.English))
		assert.Equal(t, hint.Message(language.English), hint.Message(language.German))
	}
}

func TestStrengthLooksAtTheBeginningOnly(t *testing.T) {
	policy := password.Modern()
	policy.EstimatedLength = 4
	tail := strings.Repeat("xK9$mq2!vL", 3)
	assert.Equal(t, policy.Strength("zq8$", password.Context{}).Hints, policy.Strength("zq8$"+tail, password.Context{}).Hints)
	assert.Less(t, policy.Strength("zq8$"+tail, password.Context{}).Score, 4)
	assert.Equal(t, 4, password.Modern().Strength("zq8$"+tail, password.Context{}).Score)
}

func TestStrengthTakesHostileInput(t *testing.T) {
	for _, input := range hostile() {
		for name, fresh := range namedPolicies() {
			estimate := fresh().Strength(input, password.NewContext("Рокоссовский"))
			assert.GreaterOrEqual(t, estimate.Score, 0, name)
			assert.LessOrEqual(t, estimate.Score, 4, name)
			require.Equal(t, estimate.Score == 4, len(estimate.Hints) == 0, name)
		}
	}
}

// hostile inputs drive one part each to its worst: the library's tables of figures for letters and of
// keyboards, normalisation, repetition, rows, malformed text.
func hostile() map[string]string {
	return map[string]string{
		"figures for letters": strings.Repeat("4@8({[</369&#!1/|0$5+7%2/", 1000),
		"keyboard walks":      strings.Repeat("qwe1", 5000),
		"expanding":           strings.Repeat("ﷺ", 1365),
		"marks":               "a" + strings.Repeat("\u0301\u0323", 1000),
		"nearly repeated":     strings.Repeat("ab", 1020) + "c" + strings.Repeat("ab", 1020),
		"many rows":           strings.Repeat("abcqwe", 682) + "x",
		"malformed":           strings.Repeat("\xff\xc0", 5000),
		"megabyte":            strings.Repeat("ж", 1<<19),
	}
}
