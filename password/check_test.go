package password_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/password"
)

func codes(err error) []string {
	var codes []string
	for _, f := range fault.All(err) {
		codes = append(codes, strings.TrimPrefix(f.Code, "password."))
	}
	return codes
}

func TestModern(t *testing.T) {
	owner := password.NewContext("Константин", "Рокоссовский", "k.rokossovsky@example.org", "+7 916 555-01-73")
	tests := []struct {
		name, password string
		broken         []string
	}{
		{"eight code points", "жхтщ9кр2", nil},
		{"seven code points, fourteen bytes", "жхтщякр", []string{"too-short"}},
		{"128 code points", strings.Repeat("щ7ю-", 31) + "абyz", nil},
		{"129 code points", strings.Repeat("щ7ю-", 31) + "абyzк", []string{"too-long"}},
		{"no composition rules", "корова батарея скрепка", nil},
		{"spaces and emoji", "рыба 🐟 идёт пешком", nil},
		{"nothing", "", []string{"too-short"}},
		{"common", "пароль123", []string{"common"}},
		{"personal", "рокоссовский-на-даче", []string{"contains-personal"}},
		{"short and common", "gfhjkm", []string{"too-short", "common"}},
		{"common and personal", "константин1", []string{"common", "contains-personal"}},
		{"tab", "корова\tбатарея", []string{"unreadable"}},
		{"zero byte", "корова\x00батарея", []string{"unreadable"}},
		{"not UTF-8", "корова\xffбатарея", []string{"unreadable"}},
		{"unassigned code point", "корова\U000E0FFFбатарея", []string{"unreadable"}},
		{"short and unreadable", "ж\x01", []string{"too-short", "unreadable"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.broken, codes(password.Modern().Check(test.password, owner)))
		})
	}
}

func TestPortalGuide(t *testing.T) {
	tests := []struct {
		name, password string
		broken         []string
	}{
		{"all four kinds", "Vesna-2077", nil},
		{"Russian letters", "Весна-2077", nil},
		{"twenty", "Vesna-2077-Vesna-207", nil},
		{"twenty-one", "Vesna-2077-Vesna-2077", []string{"too-long"}},
		{"seven", "Vesna-2", []string{"too-short"}},
		{"no capital", "vesna-2077", []string{"needs-upper"}},
		{"no small letter", "VESNA-2077", []string{"needs-lower"}},
		{"no digit", "Vesna-utro", []string{"needs-digit"}},
		{"no sign", "Vesna2077", []string{"needs-sign"}},
		{"a sign of another set", "Vesna.2077", []string{"needs-sign"}},
		{"digits of another script", "Vesna-٢٠٧٧", []string{"needs-digit"}},
		{"no block list", "Password1!", nil},
		{"nothing", "", []string{"too-short", "needs-upper", "needs-lower", "needs-digit", "needs-sign"}},
		{"only small letters", "весна", []string{"too-short", "needs-upper", "needs-digit", "needs-sign"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			owner := password.NewContext("Весна", "Vesna")
			assert.Equal(t, test.broken, codes(password.PortalGuide().Check(test.password, owner)))
		})
	}
	for _, sign := range "!@#$%^&*()-_+=" {
		assert.NoError(t, password.PortalGuide().Check("Vesna2077"+string(sign), password.Context{}), string(sign))
	}
}

func TestPortal2019(t *testing.T) {
	tests := []struct {
		name, password string
		broken         []string
	}{
		{"all demands", "Vesna!2078", nil},
		{"Russian with one Latin capital", "весна?Z2078", nil},
		{"no greatest length", "Vesna!2078" + strings.Repeat("абв", 200), nil},
		{"seven", "Vesna!2", []string{"too-short"}},
		{"a Russian capital only", "Весна!2078", []string{"needs-latin-upper"}},
		{"no digit", "Vesna!utro", []string{"needs-digit"}},
		{"no punctuation", "Vesna2078", []string{"needs-sign"}},
		{"a symbol is no punctuation", "Vesna+2078", []string{"needs-sign"}},
		{"asterisk", "Vesna!2078*", []string{"forbidden-sign"}},
		{"number sign", "Vesna!2078#", []string{"forbidden-sign"}},
		{"equal neighbours", "Vesnna!2078", []string{"equal-neighbours"}},
		{"capital and small are different", "VesnNa!2078", nil},
		{"neighbours after composition", "Vesna!2078и\u0306й", []string{"equal-neighbours"}},
		{"all wrong", "вв*", []string{
			"too-short", "needs-latin-upper", "needs-digit", "needs-sign", "forbidden-sign", "equal-neighbours",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.broken, codes(password.Portal2019().Check(test.password, password.Context{})))
		})
	}
}

func TestLatinSmallLettersCanBeDemanded(t *testing.T) {
	policy := password.Modern()
	policy.RequireLower = password.LatinAlphabet
	assert.Equal(t, []string{"needs-latin-lower"}, codes(policy.Check("корова БАТАРЕЯ", password.Context{})))
	assert.NoError(t, policy.Check("корова батарея z", password.Context{}))
}

func TestLengthIsMeasuredAfterComposition(t *testing.T) {
	composed := "йёйёйёж9"
	decomposed := norm.NFD.String(composed)
	require.NotEqual(t, composed, decomposed)
	assert.NoError(t, password.Modern().Check(decomposed, password.Context{}))
	assert.Equal(t, []string{"too-short"}, codes(password.Modern().Check(decomposed[len("и\u0306"):], password.Context{})))
}

func TestOversizedInputIsRefusedUnread(t *testing.T) {
	huge := strings.Repeat("\xff", 1<<20)
	assert.Equal(t, []string{"too-long"}, codes(password.Modern().Check(huge, password.Context{})))
	assert.Equal(t, []string{"too-large"}, codes(password.Portal2019().Check(huge, password.Context{})))
	atTheBound := strings.Repeat("Vesna!2078", 409) + "абв"
	require.Len(t, atTheBound, 4096)
	assert.NoError(t, password.Portal2019().Check(atTheBound, password.Context{}))
}

func TestEveryFaultSpeaksBothLanguages(t *testing.T) {
	want := map[string][2]string{
		"password.too-short":         {"Наименьшее число символов: 8", "Fewest characters: 8"},
		"password.too-long":          {"Наибольшее число символов: 128", "Most characters: 128"},
		"password.too-large":         {"в байтах: 4096", "Most bytes: 4096"},
		"password.unreadable":        {"заново с клавиатуры", "again on the keyboard"},
		"password.needs-upper":       {"заглавную букву", "capital letter"},
		"password.needs-latin-upper": {"заглавную латинскую", "capital Latin letter"},
		"password.needs-lower":       {"строчную букву", "small letter"},
		"password.needs-latin-lower": {"строчную латинскую", "small Latin letter"},
		"password.needs-digit":       {"цифру (0–9)", "digit (0–9)"},
		"password.needs-sign":        {"из знаков: ! @ #", "to the password: ! @ #"},
		"password.forbidden-sign":    {"недопустимые знаки: * #", "not allowed: * #"},
		"password.equal-neighbours":  {"не должны стоять рядом", "side by side"},
		"password.common":            {"легко угадать", "easy to guess"},
		"password.contains-personal": {"сведения о вас", "details about you"},
	}
	said := messages(t)
	require.Len(t, said, len(want))
	for code, parts := range want {
		assert.Contains(t, said[code][0], parts[0], code)
		assert.Contains(t, said[code][1], parts[1], code)
	}
}

// messages provokes every fault and returns its two texts by code.
func messages(t testing.TB) map[string][2]string {
	t.Helper()
	latin := password.Policy{MinLength: 1, MaxBytes: 99, RequireLower: password.LatinAlphabet}
	owner := password.NewContext("Рокоссовский")
	said := map[string][2]string{}
	for _, err := range []error{
		password.Portal2019().Check("вв*", owner),
		password.Portal2019().Check(strings.Repeat("a", 5000), owner),
		password.Modern().Check("рокоссовский\x00"+strings.Repeat("a", 200), owner),
		password.Modern().Check("пароль", owner),
		latin.Check("Я", owner),
		password.PortalGuide().Check("", owner),
	} {
		require.ErrorIs(t, err, fault.Refused)
		for _, f := range fault.All(err) {
			said[f.Code] = [2]string{f.Message(language.Russian), f.Message(language.English)}
			assert.NotContains(t, f.Message(language.Russian)+f.Message(language.English), "{min}")
		}
	}
	return said
}

// A refusal is a function of the policy and of which rules are broken. Hence nothing of the password is in it.
func TestFaultsNeverContainThePassword(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	owner := password.NewContext("Рокоссовский", "k.rokossovsky@example.org")
	seen := map[string]string{}
	for range 3000 {
		secret := randomPassword(random, 1+random.IntN(40), []rune("abcXYZ019!*#{}щЖё рокосскй%\t"))
		for name, fresh := range namedPolicies() {
			err := fresh().Check(secret, owner)
			for _, f := range fault.All(err) {
				key := name + f.Code
				text := f.Error() + f.Message(language.Russian)
				if first, ok := seen[key]; ok {
					require.Equal(t, first, text, "the text of one fault of one policy is always the same")
				}
				seen[key] = text
				for _, arg := range f.Args {
					assert.NotEqual(t, secret, arg)
				}
			}
		}
	}
	assert.Greater(t, len(seen), 12)
}

func randomPassword(random *rand.Rand, length int, alphabet []rune) string {
	var b strings.Builder
	for range length {
		b.WriteRune(alphabet[random.IntN(len(alphabet))])
	}
	return b.String()
}
