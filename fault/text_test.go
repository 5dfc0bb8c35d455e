package fault_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
)

func render(tag language.Tag, text string, args map[string]any) string {
	return fault.Fault{Text: fault.Text{Russian: text, English: text}, Args: args}.Message(tag)
}

func TestTextLanguage(t *testing.T) {
	text := fault.Text{Russian: "да", English: "yes"}
	for tag, want := range map[string]string{
		"ru": "да", "ru-RU": "да", "ru-Latn": "да",
		"en": "yes", "en-GB": "yes", "de": "yes", "und": "yes", "uk": "yes",
	} {
		assert.Equal(t, want, text.In(language.MustParse(tag)), tag)
	}
}

func TestTextPlaceholders(t *testing.T) {
	args := map[string]any{"min": 14, "max": uint8(20), "name": "{min}", "empty": ""}
	for text, want := range map[string]string{
		"":                               "",
		"plain":                          "plain",
		"from {min} to {max}":            "from 14 to 20",
		"{min}{min}":                     "1414",
		"[{empty}]":                      "[]",
		"{name}":                         "{min}",
		"{missing}":                      "{missing}",
		"{missing|plural:a|b}":           "{missing|plural:a|b}",
		"open {min":                      "open {min",
		"open {min} and {":               "open 14 and {",
		"close } {min}":                  "close } 14",
		"{}":                             "{}",
		"{min|plural:}":                  "",
		"{min|plural:only}":              "only",
		"{max|plural:{min} a|{min} b}!":  "14 b!",
		"{name|plural:a {name}|b {max}}": "b 20",

		"{min|plural:x|{max|plural:one|many} of {min}}": "many of 14",
	} {
		assert.Equal(t, want, render(language.English, text, args), text)
	}
}

func TestRussianPlurals(t *testing.T) {
	const text = "{tries|plural:осталась {tries} попытка|остались {tries} попытки|осталось {tries} попыток}"
	for n, want := range map[int]string{
		0: "осталось 0 попыток", 1: "осталась 1 попытка", 2: "остались 2 попытки", 4: "остались 4 попытки",
		5: "осталось 5 попыток", 11: "осталось 11 попыток", 12: "осталось 12 попыток", 14: "осталось 14 попыток",
		21: "осталась 21 попытка", 22: "остались 22 попытки", 25: "осталось 25 попыток", 101: "осталась 101 попытка",
		111: "осталось 111 попыток", 1_000_000: "осталось 1000000 попыток", 2_000_001: "осталась 2000001 попытка",
		-1: "осталась -1 попытка", -3: "остались -3 попытки",
	} {
		assert.Equal(t, want, render(language.Russian, text, map[string]any{"tries": n}))
	}
}

func TestEnglishPlurals(t *testing.T) {
	const text = "{tries|plural:{tries} try|{tries} tries} left"
	for n, want := range map[int]string{
		0: "0 tries left", 1: "1 try left", 2: "2 tries left", 11: "11 tries left", 21: "21 tries left",
		10_000_001: "10000001 tries left",
	} {
		assert.Equal(t, want, render(language.English, text, map[string]any{"tries": n}))
	}
}

func TestPluralOfOtherTypes(t *testing.T) {
	for want, value := range map[string]any{
		"one": uint64(1), "few": int8(2), "many": 1.5,
	} {
		assert.Equal(t, want, render(language.Russian, "{n|plural:one|few|many}", map[string]any{"n": value}))
	}
	assert.Equal(t, "many", render(language.Russian, "{n|plural:one|few|many}", map[string]any{"n": "1"}))
	assert.Equal(t, "many", render(language.Russian, "{n|plural:one|few|many}", map[string]any{"n": nil}))
	assert.Equal(t, "rest", render(language.Russian, "{n|plural:one|rest}", map[string]any{"n": 2}))
}

func TestDurationsInWords(t *testing.T) {
	wait := fault.Define("x", "Повторите через {wait}", "Try again in {wait}")
	for _, c := range []struct {
		wait             time.Duration
		russian, english string
	}{
		{-time.Hour, "0 секунд", "0 seconds"},
		{0, "0 секунд", "0 seconds"},
		{time.Nanosecond, "1 секунду", "1 second"},
		{time.Second, "1 секунду", "1 second"},
		{2 * time.Second, "2 секунды", "2 seconds"},
		{57*time.Second + time.Millisecond, "58 секунд", "58 seconds"},
		{59 * time.Second, "59 секунд", "59 seconds"},
		{59*time.Second + 1, "1 минуту", "1 minute"},
		{time.Minute, "1 минуту", "1 minute"},
		{time.Minute + 1, "2 минуты", "2 minutes"},
		{5 * time.Minute, "5 минут", "5 minutes"},
		{59*time.Minute + time.Second, "1 час", "1 hour"},
		{2 * time.Hour, "2 часа", "2 hours"},
		{24 * time.Hour, "24 часа", "24 hours"},
		{47 * time.Hour, "47 часов", "47 hours"},
		{47*time.Hour + time.Minute, "2 дня", "2 days"},
		{72 * time.Hour, "3 дня", "3 days"},
		{240 * time.Hour, "10 дней", "10 days"},
		{21 * 24 * time.Hour, "21 день", "21 days"},
		{1<<63 - 1, "106752 дня", "106752 days"},
	} {
		f := wait.With("wait", c.wait)
		assert.Equal(t, "Повторите через "+c.russian, f.Message(language.Russian))
		assert.Equal(t, "Try again in "+c.english, f.Message(language.English))
	}
}

func FuzzTextNeverPanics(f *testing.F) {
	f.Add("{n|plural:осталась {n} попытка|остались {n|plural:a|b}|осталось} {s}", 3, "{n}")
	f.Add("}{", -1, "")
	f.Add("{n|plural:{n|plural:{", 1, "|")
	f.Fuzz(func(t *testing.T, text string, n int, s string) {
		args := map[string]any{"n": n, "s": s}
		assert.Equal(t, render(language.Russian, text, args), render(language.Russian, text, args))
		assert.Equal(t, text, render(language.English, text, nil), "nothing to fill in")
	})
}
