package person_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

func TestParseName(t *testing.T) {
	accepts(t, person.ParseName, map[string]string{
		"Иванов":                 "Иванов",
		"  Иванов\t ":            "Иванов",
		"Ёлкина":                 "Ёлкина",
		"\u0415\u0308лкина":      "Ёлкина",
		"Мамин\u2010Сибиряк":     "Мамин-Сибиряк",
		"Мамин - Сибиряк":        "Мамин-Сибиряк",
		"Мамин–Сибиряк":          "Мамин-Сибиряк",
		"Д’Артаньян":             "Д'Артаньян",
		"О`Нил":                  "О'Нил",
		"Мамедов  Али\u00a0оглы": "Мамедов Али оглы",
		"Ибн-Сина (Авиценна)":    "Ибн-Сина (Авиценна)",
		"Дюма мл.":               "Дюма мл.",
		"Иванов, мл.":            "Иванов, мл.",
		"Людовик IV":             "Людовик IV",
		"ВасильевII":             "ВасильевII",
		"Олександр Іванченко":    "Олександр Іванченко",
		"Гөлнара":                "Гөлнара",
		"O'Neil":                 "O'Neil",
		"Müller-Łukasz":          "Müller-Łukasz",
		"Ivan IV":                "Ivan IV",
		"'т Хоофт":               "'т Хоофт",
		"иванов":                 "иванов",
		"Я":                      "Я",
		"IV":                     "IV",
	})
	for _, input := range []string{"", " ", "\u00a0\t\n"} {
		refuses(t, person.ParseName, input, person.ErrTextEmpty)
	}
	for _, input := range []string{
		"Иванов1", "Иванов;DROP", "Иван/ов", "<b>Иванов</b>", "Ива́нов", "Ｉｖａｎ", "王", "Иванов😀", "Иванов_", "ªbc", "Ѣ҂",
	} {
		refuses(t, person.ParseName, input, person.ErrNameCharacters)
	}
	for _, input := range []string{"Ива\u0000нов", "Ива\u202eнов", "Ива\u200bнов", "Иван\xffов"} {
		refuses(t, person.ParseName, input, person.ErrTextCharacters)
	}
	for _, input := range []string{
		"Иванов--Петров", "-Иванов", "Иванов-", "-", ".", "'", "()", "Иванов (", "Иванов)", "((Иванов))", "Иванов ()",
		"Иванов..", "О''Нил", "Иванов-'Петров", ",Иванов", "Иванов .", "Иванов-.", "(-)",
	} {
		refuses(t, person.ParseName, input, person.ErrNameMarks)
	}
}

func TestNameLength(t *testing.T) {
	accepts(t, person.ParseName, map[string]string{strings.Repeat("я", 100): strings.Repeat("я", 100)})
	accepts(t, person.ParseName, map[string]string{strings.Repeat("и\u0306", 100): strings.Repeat("й", 100)})
	long := refusal(t, person.ParseName, strings.Repeat("я", 101), person.ErrTextLong)
	assert.Equal(t, "Не больше 100 знаков, сократите", long.Message(language.Russian))
	refuses(t, person.ParseName, strings.Repeat("я", 1<<20), person.ErrTextLong)

	policy := person.DefaultPolicy()
	policy.NameMaxLength = 3
	accepts(t, policy.ParseName, map[string]string{"Ким": "Ким"})
	refuses(t, policy.ParseName, "Иван", person.ErrTextLong)
}

func TestLookAlikesAreRefusedWithASuggestion(t *testing.T) {
	for input, want := range map[string]string{
		"Иванoв":        "Иванов",
		"Cидoрoва":      "Сидорова",
		"Семëнов":       "Семёнов",
		"Сeрёгa IV":     "Серёга IV",
		"Мамин-Сибиpяк": "Мамин-Сибиряк",
		"MAPТЫНОВ":      "МАРТЫНОВ",
		"Ivanоv":        "Ivanov",
		"Petrоvа":       "Petrova",
		"Оlga":          "Olga",
		"Маpк":          "Марк", // every letter has a look-alike: most of them decide
		"Mapк":          "Mapk",
	} {
		f := refusal(t, person.ParseName, input, person.ErrNameLookAlike)
		name, ok := person.SuggestedName(f)
		require.True(t, ok)
		assert.Equal(t, want, name.Reveal(), input)
		assert.NotContains(t, f.Error(), want)
		assert.NotContains(t, f.Message(language.Russian), want)
		accepts(t, person.ParseName, map[string]string{name.Reveal(): want})
	}
	_, ok := person.SuggestedName(person.ErrNameMixed)
	assert.False(t, ok)
}

func TestOtherMixturesHaveNoSuggestion(t *testing.T) {
	for _, input := range []string{"ИваноvЖ", "Иван Smith", "Ivan Щукин", "Иванoв-", "Zорин"} {
		_, err := person.ParseName(input)
		require.ErrorIs(t, err, person.ErrNameMixed, input)
		_, suggested := person.SuggestedName(fault.All(err)[0])
		assert.False(t, suggested)
	}
}

func TestDiffersOnlyInYo(t *testing.T) {
	name := func(text string) person.Name { return must[person.Name](t)(person.ParseName(text)) }
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Семёнов", "Семенов", true},
		{"СЕМЕНОВ", "Семёнов", true},
		{"Ёлкина", "Елкина", true},
		{"Семёнов", "Семёнов", false},
		{"СЕМЁНОВ", "семёнов", false},
		{"Семёнов", "Симонов", false},
		{"Семёнов", "Семенова", false},
	} {
		assert.Equal(t, c.want, person.DiffersOnlyInYo(name(c.a), name(c.b)), c)
		assert.Equal(t, c.want, person.DiffersOnlyInYo(name(c.b), name(c.a)), c)
	}
	assert.NotEqual(t, name("Семёнов"), name("Семенов"), "ё is significant")
}

func TestParseFullName(t *testing.T) {
	full := must[person.FullName](t)(person.ParseFullName(" Мамин - Сибиряк ", "Дмитрий", "Наркисович"))
	assert.Equal(t, "Мамин-Сибиряк", full.Family().Reveal())
	assert.Equal(t, "Дмитрий", full.Given().Reveal())
	assert.Equal(t, "Наркисович", full.Patronymic().Reveal())
	assert.Equal(t, "Мамин-Сибиряк Дмитрий Наркисович", full.Reveal())

	short := must[person.FullName](t)(person.ParseFullName("Ким", "Ли", "  "))
	assert.True(t, short.Patronymic().IsZero())
	assert.Equal(t, "Ким Ли", short.Format())
	assert.Equal(t, "К*** Л***", short.Masked())
	assert.JSONEq(t, `{"family":"Ким","given":"Ли"}`, mustJSON(t, short))
	assert.True(t, short == must[person.FullName](t)(person.ParseFullName("Ким", "Ли", "")))
}

func TestParseFullNameTellsEveryFault(t *testing.T) {
	full, err := person.ParseFullName("", "Иван1", "-")
	assert.True(t, full.IsZero())
	assert.Equal(t, map[string]string{
		"family": "person.text.empty", "given": "person.name.characters", "patronymic": "person.name.marks",
	}, codes(err))

	_, err = person.ParseFullName("Иванoв", "Иван", "")
	faults := fault.All(fault.At("name", err))
	require.Len(t, faults, 1)
	assert.Equal(t, "name.family", faults[0].Path)
	suggested, ok := person.SuggestedName(faults[0])
	assert.True(t, ok, "the suggestion survives the placing")
	assert.Equal(t, "Иванов", suggested.Reveal())
}
