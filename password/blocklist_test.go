package password_test

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/password"
)

func isCommon(text string) bool {
	policy := password.Modern()
	policy.MinLength = 1
	return policy.Check(text, password.Context{}) != nil
}

func TestCommonPasswordsAreRefusedInEveryDisguise(t *testing.T) {
	tests := map[string][]string{
		"as listed":                 {"пароль", "йцукен", "любовь", "привет", "наташа", "parol", "lubov", "password", "qwerty", "iloveyou"},
		"in the library's list":     {"scooby", "zeppelin77", "bigdaddy"},
		"capitals":                  {"ПАРОЛЬ", "Привет", "ПрИвЕт", "PASSWORD"},
		"ё and е":                   {"королёв", "алёна", "алена", "Артём"},
		"Russian word, Latin keys":  {"gfhjkm", "ghbdtn", "GHBDTN", "k.,jdm", "K.<JDM", "yfnfif", "`krf"},
		"Latin word, Russian keys":  {"зфыыцщкв", "йцукен", "фвьшт"},
		"figures after":             {"пароль1", "пароль123", "gfhjkm2024", "[kt,123", "наташа05071990", "qwerty99"},
		"signs after":               {"пароль!", "пароль123!", "Привет!!!", "[jrrtq!", "password1!?"},
		"figures and signs before":  {"123пароль", "!!пароль!!", "24-москва-24"},
		"figures for letters":       {"p@ssw0rd", "P@$$w0rd1!", "qw3rty", "1l0vey0u", "pr1nce55a", "10ve1y", "п@р0ль", "пр1вет"},
		"look-alikes":               {"пapoль", "Pоссия", "cолнышко"},
		"shift held":                {"!QAZ@WSX", "!qaz2wsx", "!@#$%^&*"},
		"signs between":             {"п-а-р-о-л-ь", "моя любовь", "я_тебя_люблю"},
		"doubled":                   {"парольпароль", "qwe123qwe123", "МашаМаша", "gfhjkmgfhjkm"},
		"one character":             {"аааааааа", "11111111", "••••••••", "🙂🙂🙂🙂🙂🙂🙂🙂"},
		"two or three over again":   {"abababab", "12121212", "xy7xy7xy7", "щэщэщэщэ"},
		"rows of keys":              {"qwertyuiop", "asdfghjkl", "фывапролдж", "йцукенгшщз", "poiuytrewq", "ячсмитьбю"},
		"columns of keys":           {"1qaz2wsx3edc", "йфяцычувс", "qazwsxedc", "!QAZ2wsx#EDC"},
		"the alphabet":              {"abcdefgh", "абвгдежз", "яюэьыъщш", "hgfedcba"},
		"figures in a row":          {"12345678", "87654321", "0123456789", "1234567890"},
		"rows one after another":    {"qwerty123", "12345qwert", "abc123xyz", "йцукен1234"},
		"rows interleaved":          {"1q2w3e4r5t", "q1w2e3r4", "1й2ц3у4к", "qqwweerr"},
		"dates":                     {"12031985", "25031985", "03251985", "12.03.1985", "1985-03-12", "5.7.1990", "19850312", "12/03/1985", "120385"},
		"years":                     {"19851990", "20242025", "20242024"},
		"mobile numbers":            {"+79161234567", "89161234567", "9161234567", "8 (916) 123-45-67"},
		"full width, compatibility": {"ｐａｓｓｗｏｒｄ", "①②③④⑤⑥⑦⑧"},
	}
	for disguise, passwords := range tests {
		t.Run(disguise, func(t *testing.T) {
			for _, p := range passwords {
				assert.True(t, isCommon(p), p)
			}
		})
	}
}

func TestUncommonPasswordsPass(t *testing.T) {
	for _, p := range []string{
		"корова батарея скрепка лошадь", "correct horse battery staple", "моя собака ест огурцы", "xK9$mq2!vL",
		"жхтщ9кр2", "вчера-был-сильный-град", "tr0ub4dour&3", "32.13.1985x", "31022024x", "кот-48271-19307-ж",
		"19851990x7q", "qwezxcvbtyuhgt", "45812673", "12031785", "+19161234567", "любовь к трём апельсинам", "12-этажный_дом!",
	} {
		assert.False(t, isCommon(p), p)
	}
}

func TestPaddingIsAFigureOfThePolicy(t *testing.T) {
	policy := password.Modern()
	assert.Error(t, policy.Check("наташа48271936", password.Context{}), "eight figures around a word")
	assert.NoError(t, policy.Check("наташа482719360", password.Context{}), "nine are more than a date")
	policy.CommonPadding = 0
	assert.NoError(t, policy.Check("наташа48271936", password.Context{}))
	assert.Error(t, policy.Check("наташка", password.Context{}))
}

// What a password manager makes must not be refused: three letters of a listed word among signs are met once in a
// thousand times at this length, and never without signs.
func TestRandomPasswordsPass(t *testing.T) {
	for name, alphabet := range map[string]string{
		"Latin": "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", "Russian": "абвгдежзиклмнопрстуфхцчшщыэюя23456789",
		"signs": "abcdefghijkmnopqrstuvwxyz0123456789!@#$%^&*()-_+=",
	} {
		random, refused := rand.New(rand.NewPCG(7, 7)), 0
		for range 5000 {
			if isCommon(randomPassword(random, 10, []rune(alphabet))) {
				refused++
			}
		}
		assert.LessOrEqual(t, refused, 10, name)
	}
}

func TestBlockListFile(t *testing.T) {
	text, err := os.ReadFile("common.txt")
	require.NoError(t, err)
	seen := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, word := range strings.Fields(line) {
			assert.False(t, seen[word], "%s is listed twice", word)
			assert.Equal(t, strings.ToLower(word), word)
			assert.NotContains(t, word, "ё", "entries are folded")
			assert.GreaterOrEqual(t, len([]rune(word)), 3, word)
			assert.True(t, isCommon(word), word)
			seen[word] = true
		}
	}
	assert.Greater(t, len(seen), 2000)
}
