package fault

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"
)

// Text is one message in the two languages every refusal speaks.
type Text struct{ Russian, English string }

// In returns the text in the language nearest to tag: Russian for Russian, English otherwise.
func (t Text) In(tag language.Tag) string {
	if base, _ := tag.Base(); base.String() == "ru" {
		return t.Russian
	}
	return t.English
}

func (t Text) render(tag language.Tag, args map[string]any) string {
	text := t.In(tag)
	for name, value := range args {
		text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprint(value))
	}
	return text
}
