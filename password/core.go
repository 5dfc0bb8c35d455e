package password

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shortestCore is the length from which a text is worth looking up or has a pattern at all.
const shortestCore = 3

// cores are the parts of a folded text that may be its only substance: the text itself; the text without
// the figures, or the figures and signs, around it; and the same without the signs inside it. What is
// taken away is at most padding code points long. None comes twice.
func cores(folded string, padding int) []string {
	var found []string
	add := func(core string) {
		gone := utf8.RuneCountInString(folded) - utf8.RuneCountInString(core)
		if gone <= padding && utf8.RuneCountInString(core) >= shortestCore {
			found = append(found, core)
		}
	}
	for _, text := range []string{folded, joined(folded)} {
		add(text)
		add(strings.TrimRightFunc(text, unicode.IsDigit))
		add(strings.TrimRightFunc(text, notLetter))
		add(strings.TrimFunc(text, notLetter))
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// joined is the text without spaces and signs.
func joined(folded string) string {
	return strings.Map(func(r rune) rune {
		if notLetterOrDigit(r) {
			return -1
		}
		return r
	}, folded)
}

func notLetterOrDigit(r rune) bool { return notLetter(r) && !unicode.IsDigit(r) }

func notLetter(r rune) bool { return !unicode.IsLetter(r) }
