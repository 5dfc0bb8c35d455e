package fault

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// Text is one message in the two languages every refusal speaks. It may hold placeholders:
//
//	{limit}                               the argument of that name
//	{wait}                                a time.Duration, in words and rounded up: "58 секунд", "58 seconds"
//	{tries|plural:one|few|many}           Russian: the form that goes with the number tries (1, 2, 5)
//	{tries|plural:one|other}              English: the form that goes with the number tries (1, 2)
//
// Plural forms may hold placeholders themselves:
//
//	Text{
//		Russian: "{tries|plural:осталась {tries} попытка|остались {tries} попытки|осталось {tries} попыток}",
//		English: "{tries|plural:{tries} try|{tries} tries} left",
//	}
//
// Russian durations stand in the accusative, as in "через 1 минуту". A placeholder whose argument is
// missing stays as it is written.
type Text struct{ Russian, English string }

// In returns the text in the language nearest to tag: Russian for Russian, English otherwise.
func (t Text) In(tag language.Tag) string {
	if nearest(tag) == language.Russian {
		return t.Russian
	}
	return t.English
}

func nearest(tag language.Tag) language.Tag {
	if base, _ := tag.Base(); base.String() == "ru" {
		return language.Russian
	}
	return language.English
}

func (t Text) render(tag language.Tag, args map[string]any) string {
	return expand(t.In(tag), nearest(tag), args)
}

// expand replaces the placeholders of text. What an argument brings in is never expanded again.
func expand(text string, lang language.Tag, args map[string]any) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		inside, after, closed := cutClosing(rest)
		if !closed {
			return out.String() + "{" + rest
		}
		out.WriteString(placeholder(inside, lang, args))
		text = after
	}
}

// cutClosing splits text, which follows an opening brace, around the brace that closes it.
func cutClosing(text string) (inside, after string, closed bool) {
	depth := 1
	for i := range len(text) {
		switch text[i] {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			return text[:i], text[i+1:], true
		}
	}
	return "", "", false
}

func placeholder(inside string, lang language.Tag, args map[string]any) string {
	name, forms, plural := strings.Cut(inside, "|plural:")
	value, known := args[name]
	switch {
	case !known:
		return "{" + inside + "}"
	case plural:
		return expand(pluralForm(splitForms(forms), lang, value), lang, args)
	default:
		return words(value, lang)
	}
}

// splitForms splits at the bars that stand outside inner placeholders.
func splitForms(text string) []string {
	var forms []string
	depth, start := 0, 0
	for i := range len(text) {
		switch {
		case text[i] == '{':
			depth++
		case text[i] == '}':
			depth--
		case text[i] == '|' && depth == 0:
			forms = append(forms, text[start:i])
			start = i + 1
		}
	}
	return append(forms, text[start:])
}

func words(value any, lang language.Tag) string {
	if d, ok := value.(time.Duration); ok {
		return durationWords(d, lang)
	}
	return fmt.Sprint(value)
}
